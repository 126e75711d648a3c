select fingerprint, avro_schema
  from <state>.schema_history
 where pipeline = :pipeline
 order by first_seen_at desc
 limit 100
