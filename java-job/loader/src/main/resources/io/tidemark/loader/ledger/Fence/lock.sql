-- One merge of a pipeline at a time; held until the transaction ends.
select pg_advisory_xact_lock(hashtextextended(:state || '/' || :pipeline, 0))
