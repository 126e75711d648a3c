select key_hash from pg_temp.tidemark_differing
