-- Two inits at the same time would both find a table missing.
select pg_advisory_xact_lock(hashtextextended(:state || '/init', 0))
