-- After the merge every staged row is in the target at its position, unless the target or a tombstone was newer before.
select _cdc_line
  from (select row_number() over () as _cdc_line, staged.* from <staging> as staged) as s
  left join <target> r on <row_is_staged>
 where (r.<first_key> is null or r._cdc_position is null or r._cdc_position < s._cdc_position)
   and not <tombstone_is_newer>
 order by _cdc_line
 limit 1
