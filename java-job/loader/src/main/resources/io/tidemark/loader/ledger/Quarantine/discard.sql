delete from <state>.quarantine
 where pipeline = :pipeline
   and (cast(:key as text) is null or object_key = :key)
   and (cast(:row as bigint) is null or row_number = :row)
