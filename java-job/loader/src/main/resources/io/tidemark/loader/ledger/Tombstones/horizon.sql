-- A commit time from a clock that was wrong must not make the horizon one of days to come.
select _cdc_position
  from <tombstones>
 where _cdc_recorded_at < now() - :seconds * interval '1 second'
   and _cdc_position < :newest
 order by _cdc_position desc
 limit 1
