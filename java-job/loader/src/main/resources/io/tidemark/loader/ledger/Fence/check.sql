-- Locked, so that nobody takes the fence between this statement and the commit.
select token
  from <state>.fence
 where pipeline = :pipeline
   and hour = coalesce(:hour, timestamptz '-infinity')
   for share
