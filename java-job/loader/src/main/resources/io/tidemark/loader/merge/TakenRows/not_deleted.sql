select _cdc_line
  from (select row_number() over () as _cdc_line, staged.* from <staging> as staged) as s
  join <target> r on <row_is_staged>
 where r._cdc_position is null or r._cdc_position < s._cdc_position
 order by _cdc_line
 limit 1
