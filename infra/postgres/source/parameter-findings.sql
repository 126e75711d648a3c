-- For the other files here, which include it: what the server's parameters lack for DMS, as the temporary view
-- parameter_findings. The demands are those of CHAP_Source.PostgreSQL. rds is any database of AWS, aurora one of its kinds.
create or replace temporary view server as
select exists (select from pg_roles where rolname = 'rds_superuser') as rds,
       to_regprocedure('pg_catalog.aurora_version()') is not null as aurora;

-- Values in their base unit: milliseconds, megabytes. null where this server does not know the parameter.
create or replace temporary view parameter_values as
select name,
       coalesce((select setting from pg_settings where pg_settings.name = known.name), '') as value,
       case when (select setting from pg_settings where pg_settings.name = known.name) ~ '^-?[0-9]+$'
            then (select setting from pg_settings where pg_settings.name = known.name)::bigint end as number
  from unnest(array['wal_level', 'max_replication_slots', 'max_wal_senders', 'wal_sender_timeout', 'max_slot_wal_keep_size',
                    'synchronous_commit', 'max_worker_processes', 'max_logical_replication_workers',
                    'autovacuum_max_workers', 'max_parallel_workers']) as known (name);

create or replace temporary view parameter_findings as
with value as (
    select max(value) filter (where name = 'wal_level') as wal_level,
           max(number) filter (where name = 'max_replication_slots') as slots,
           max(number) filter (where name = 'max_wal_senders') as senders,
           max(number) filter (where name = 'wal_sender_timeout') as sender_timeout,
           max(number) filter (where name = 'max_slot_wal_keep_size') as keep_size,
           max(value) filter (where name = 'synchronous_commit') as synchronous_commit,
           max(number) filter (where name = 'max_worker_processes') as workers,
           sum(number) filter (where name in ('max_logical_replication_workers', 'autovacuum_max_workers', 'max_parallel_workers')) as wanted_workers,
           (select count(*) from pg_replication_slots) as used_slots,
           (select count(*) from pg_stat_replication) as used_senders
      from parameter_values)
select weight, finding,
       case when aurora then 'DB cluster parameter group: ' when rds then 'DB parameter group: ' else 'postgresql.conf: ' end || remedy as remedy
  from value
 cross join server
 cross join lateral (values
       ('must', wal_level <> 'logical', format('wal_level is %s', wal_level),
        case when rds then 'rds.logical_replication = 1, then reboot the instance' else 'wal_level = logical, then restart the server' end),
       ('must', slots <= used_slots and not exists (select from pg_replication_slots where plugin = 'test_decoding' and database = current_database()),
        format('all %s replication slots are taken', slots), format('max_replication_slots = %s, then restart', used_slots + 2)),
       ('must', senders <= used_senders and not exists (select from pg_replication_slots where active and plugin = 'test_decoding' and database = current_database()),
        format('all %s WAL senders are taken', senders), format('max_wal_senders = %s, then restart', used_senders + 2)),
       ('must', sender_timeout between 1 and 9999, format('wal_sender_timeout is %s ms, with which a task fails', sender_timeout),
        'wal_sender_timeout = 30000, or 0 for none'),
       ('should', sender_timeout >= 300000, format('wal_sender_timeout is %s ms, which delays a failover of DMS', sender_timeout),
        'wal_sender_timeout = 30000'),
       ('should', keep_size <> -1,
        format('max_slot_wal_keep_size is %s MB: a slot that keeps more is lost, and the task with it', keep_size),
        'max_slot_wal_keep_size = -1, and an alarm on the disk; or leave it where the database matters more than the capture'),
       ('must', aurora and synchronous_commit <> 'on', format('synchronous_commit is %s', synchronous_commit), 'synchronous_commit = on'),
       ('should', rds and workers < wanted_workers, format('max_worker_processes is %s, fewer than the workers that may be wanted', workers),
        format('max_worker_processes = %s, then reboot', wanted_workers))
       ) as f (weight, holds, finding, remedy)
 where holds;
