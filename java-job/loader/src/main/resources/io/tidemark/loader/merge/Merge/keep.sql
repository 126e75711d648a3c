-- The row itself may be newer than the change; its column counts alone. A tombstone at a higher position says that the
-- value belongs to a row that is gone.
update <target> r
   set <column> = <value>, <kept_position> = s._cdc_position
  from (select s.* from <staging> s where s.<logged> order by <staged_key>) as s
 where <row_is_staged>
   and <row_lives>
   and (r.<kept_position> is null or r.<kept_position> < s._cdc_position)
   and not <tombstone_is_newer>
