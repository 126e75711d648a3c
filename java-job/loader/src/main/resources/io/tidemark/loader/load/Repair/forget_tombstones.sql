-- But for those that are older than the right row: they still tell which values of kept columns are not its own.
delete from <tombstones> r
 where <key_hash> in (select key_hash from pg_temp.tidemark_differing)
   and not exists (select from <shadow> s where <row_is_staged> and r._cdc_position < s._cdc_position)
