-- What a new generation does not have goes: rows from before it, or of nobody knows when, that it does not bring itself.
-- They leave no tombstones: older changes do not count any more, and a file of this full load may still come.
delete from <target> r
 where (r._cdc_position is null or r._cdc_position < :position)
   <and_not_staged>
