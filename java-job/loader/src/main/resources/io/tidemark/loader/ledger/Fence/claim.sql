-- Says to others that somebody works on this partition; gone with the transaction, also with that of a lost worker.
select pg_try_advisory_xact_lock(hashtextextended(:state || '/' || :pipeline || '/' || coalesce(:hour, ''), 0))
