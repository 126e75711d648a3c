-- The rows that staged changes would update, with every column that they have.
insert into <taken>
select r.*
  from <target> r
  join <staging> s on <row_is_staged>
 where (r._cdc_position is null or r._cdc_position < s._cdc_position)
   and not <tombstone_is_newer>
