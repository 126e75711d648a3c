create temporary table tidemark_differing (key_hash text primary key) on commit drop
