-- An object may belong to one generation after another.
update <state>.object_ledger
   set generation = :generation
 where pipeline = :pipeline
   and object_key = :key
   and etag = :etag
