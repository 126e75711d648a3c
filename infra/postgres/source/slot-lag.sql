-- What each logical slot of this database keeps, and why. A slot that is not read keeps WAL until the disk is full:
--   psql -f infra/postgres/source/slot-lag.sql
-- kept_bytes is what may fill the disk; unread_bytes is what DMS has not confirmed, which with an S3 target and Parquet it
-- does once the files are written. Where kept is much more than unread, an old transaction (oldest_transaction) holds it.
select slot_name,
       plugin,
       active,
       wal_status,
       pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) as kept_bytes,
       pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn) as unread_bytes,
       safe_wal_size as bytes_until_lost,
       (select max(now() - xact_start) from pg_stat_activity
         where backend_xid is not null or backend_xmin is not null) as oldest_transaction,
       case
         when wal_status = 'lost' then 'the WAL is gone: drop the slot, and start the task anew with a full load'
         when not active and plugin = 'test_decoding' then 'nobody reads it: start the task, or drop the slot if its task is gone'
       end as remedy
  from pg_replication_slots
 where slot_type = 'logical'
   and database = current_database()
 order by kept_bytes desc nulls first;
