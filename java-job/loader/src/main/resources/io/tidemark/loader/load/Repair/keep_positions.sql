-- A kept value may be older than its row.
update <target> r set <kept_positions> from <shadow> s
 where <row_is_staged> and <key_hash> in (select key_hash from pg_temp.tidemark_differing)
