select _cdc_position
  from <tombstones>
 where _cdc_recorded_at < now() - :seconds * interval '1 second'
 order by _cdc_position desc
 limit 1
