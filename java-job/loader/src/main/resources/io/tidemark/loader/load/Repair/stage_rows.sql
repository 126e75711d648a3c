create temporary table tidemark_repaired_rows on commit drop as
select r._cdc_position, <columns> from <shadow> r
 where <key_hash> in (select key_hash from pg_temp.tidemark_differing)
 order by <key>
