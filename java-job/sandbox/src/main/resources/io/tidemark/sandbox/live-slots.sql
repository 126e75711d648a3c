SELECT slot_name AS name, active,
       pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint AS bytes
FROM pg_replication_slots
WHERE database = current_database()
ORDER BY slot_name
