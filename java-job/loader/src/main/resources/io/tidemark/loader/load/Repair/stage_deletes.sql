-- A key that has a row again needs no delete.
create temporary table tidemark_repaired_deletes on commit drop as
select r._cdc_position, <key> from <shadow_tombstones> r
 where <key_hash> in (select key_hash from pg_temp.tidemark_differing)
   and not exists (select from <shadow> s where <row_is_staged>)
