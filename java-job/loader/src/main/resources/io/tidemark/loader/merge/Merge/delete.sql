-- A delete counts if it is newer than the row and than the tombstone of its key; each one that counts leaves a tombstone,
-- also where there is no row, so that an older insert that arrives later does not bring the key back. The order keeps
-- neighbours of both indexes together.
with live as materialized (
    select s.*
      from (select s.* from <staging> s order by <staged_key>) as s
      left join <target> r on <row_is_staged>
     where (r.<first_key> is null or r._cdc_position is null or r._cdc_position < s._cdc_position)
       and not <tombstone_is_newer>
), removed as (
    <removal>
    returning 1
), remembered as (
    insert into <tombstones> as t (<key>, _cdc_position)
    select <staged_key>, s._cdc_position
      from live s
        on conflict (<key>) do update
       set _cdc_position = excluded._cdc_position, _cdc_recorded_at = now()
)
select (select count(*) from live) as live, (select count(*) from removed) as removed
