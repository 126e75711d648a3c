-- Rows that nothing has ever said, not even a delete.
delete from <target> r
 where <key_hash> in (select key_hash from pg_temp.tidemark_differing)
   and not exists (select from <shadow> s where <row_is_staged>)
   and not exists (select from <shadow_tombstones> s where <row_is_staged>)
