select object_key, etag
  from <state>.object_ledger
 where pipeline = :pipeline
   and hour >= :from
   and hour < :to
