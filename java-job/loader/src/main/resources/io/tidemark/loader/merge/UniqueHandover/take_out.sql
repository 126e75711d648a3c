-- The rows that staged changes would update, with every column that they have.
create temporary table <taken> on commit drop as
select r.*
  from <target> r
  join <staging> s on <row_is_staged>
 where (r._cdc_position is null or r._cdc_position < s._cdc_position)
   and not exists (
       select from <tombstones> t where <tombstone_is_staged> and t._cdc_position >= s._cdc_position)
