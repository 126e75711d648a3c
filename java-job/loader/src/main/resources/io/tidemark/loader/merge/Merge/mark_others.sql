-- Like remove_others. The position stays, so that a file of this full load that comes later can still revive the row.
update <target> r
   set _cdc_deleted_at = <state>.position_time(:position)
 where (r._cdc_position is null or r._cdc_position < :position)
   and r._cdc_deleted_at is null
   <and_not_staged>
