update <target> r
   set _cdc_deleted_at = <state>.position_time(s._cdc_position), _cdc_position = s._cdc_position
  from live s
 where <row_is_staged>
