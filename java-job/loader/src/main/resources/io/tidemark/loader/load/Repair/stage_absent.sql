-- Noted keys that the source does not have.
create temporary table tidemark_repaired_deletes on commit drop as
select cast(:position as bytea) as _cdc_position, <key> from <target> r
 where <key_hash> in (select key_hash from pg_temp.tidemark_differing)
   and not exists (select from pg_temp.tidemark_repaired_rows s where <row_is_staged>)
