-- A position that is made of LSNs holds no time: then it is that of the load.
update <target> r
   set _cdc_deleted_at = coalesce(<state>.position_time(s._cdc_position), now()), _cdc_position = s._cdc_position
  from live s
 where <row_is_staged>
