delete from <state>.quarantine
 where pipeline = :pipeline
   and (object_key, etag) in (select * from unnest(:keys, :etags))
