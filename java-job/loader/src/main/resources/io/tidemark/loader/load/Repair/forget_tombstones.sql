delete from <tombstones> r where <key_hash> in (select key_hash from pg_temp.tidemark_differing)
