-- What the table is made of: the full load of the current generation, and the hours whose changes do not all lie below it.
select object_key, etag, size, hour
  from <state>.object_ledger
 where pipeline = :pipeline
   and (generation = :generation
        or (hour is not null and (last_position is null or last_position >= :floor)))
 order by hour nulls first, object_key
