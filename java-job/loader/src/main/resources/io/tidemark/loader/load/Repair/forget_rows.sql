-- Rows that claim to be of no position are older than whatever is merged.
update <target> r set _cdc_position = null<forget_kept> where <key_hash> in (select key_hash from pg_temp.tidemark_differing)
