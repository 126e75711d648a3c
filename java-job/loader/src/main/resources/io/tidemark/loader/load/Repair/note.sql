insert into pg_temp.tidemark_differing select * from unnest(:hashes) as noted (key_hash) on conflict do nothing
