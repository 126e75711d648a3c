select q.object_key, q.etag, q.row_number, q.hour, q.column_name, q.reason, l.size
  from <state>.quarantine q
  join <state>.object_ledger l using (pipeline, object_key, etag)
 where pipeline = :pipeline
 order by q.object_key, q.etag, q.row_number
