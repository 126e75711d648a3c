-- A slot of one's own, for a task that takes changes only (setup-dms --start cdc-only), and for nothing else: a task with a full
-- load makes its slot itself, and drops it when it is deleted. This one keeps the WAL from now on until the task has read
-- it, also while there is no task: drop it when it is not needed (select pg_drop_replication_slot('…')).
-- Run in the source database, as administrator or as DMS's user, before anything is loaded by other means:
--   psql -v ON_ERROR_STOP=1 -f infra/postgres/source/slot.sql
-- Variables: slot. It prints the endpoint's SlotName and the task's CdcStartPosition.
\set QUIET on
\if :{?slot} \else \set slot tidemark \endif
select set_config('tidemark.slot', :'slot', false) is null as done \gset
do $$
declare
  found pg_replication_slots := (select s from pg_replication_slots s where slot_name = current_setting('tidemark.slot'));
begin
  if found.slot_name is null then
    perform pg_create_logical_replication_slot(current_setting('tidemark.slot'), 'test_decoding');
  elsif found.plugin is distinct from 'test_decoding' or found.database is distinct from current_database() then
    raise exception 'the slot % is there, but of plugin % in database %', found.slot_name, found.plugin, found.database
      using hint = 'expected test_decoding in this database: take another name by -v slot=…';
  end if;
end $$;
select slot_name as "SlotName", confirmed_flush_lsn as "CdcStartPosition"
  from pg_replication_slots
 where slot_name = :'slot';
