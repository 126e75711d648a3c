-- What the source still lacks, one row each with its remedy; nothing if DMS can start. must: without it a task fails or data is
-- lost; should: depends on what else is set. It changes nothing, and ends with an error if there is a must. Run in the source
-- database as administrator or as DMS's user:
--   psql -x -v ON_ERROR_STOP=1 -v tables=public.orders,public.customers -f infra/postgres/source/check.sql
-- Variables: tables (see named-tables.sql), dms_user, dms_schema.
\set QUIET on
\if :{?tables} \else \set tables public.orders \endif
\if :{?dms_user} \else \set dms_user dms \endif
\if :{?dms_schema} \else \set dms_schema dms \endif
\ir ../named-tables.sql
\ir table-facts.sql
\ir parameter-findings.sql

create or replace temporary view user_findings as
with role as (
    select (select oid from pg_roles where rolname = :'dms_user') as oid),
known as (
    select role.oid, r.rolcanlogin, r.rolsuper, r.rolreplication, r.rolconfig,
           exists (select from pg_roles where rolname = 'rds_replication') as rds,
           coalesce((select pg_has_role(role.oid, g.oid, 'usage') from pg_roles g where g.rolname = 'rds_replication'), false) as rds_replication
      from role join pg_roles r on r.oid = role.oid)
select 'must' as weight, 'there is no user ' || :'dms_user' as finding, 'replication-user.sql' as remedy
  from role where oid is null
 union all
select weight, :'dms_user' || ' ' || finding, remedy
  from known
 cross join lateral (values
       ('must', not rolcanlogin, 'may not log in', 'replication-user.sql'),
       ('must', not (rolreplication or rds_replication or (rolsuper and not rds)), 'may not replicate', 'replication-user.sql'),
       ('must', not has_database_privilege(oid, current_database(), 'connect'), 'may not connect to this database', 'replication-user.sql'),
       ('must', current_setting('idle_in_transaction_session_timeout') <> '0'
                and not coalesce(rolconfig, '{}') @> '{idle_in_transaction_session_timeout=0}',
        'would be cut off in transactions that are idle, as those of DMS are', 'replication-user.sql'),
       ('should', rolsuper, 'is a superuser, who can do more than read', 'replication-user.sql, unless AWS''s support asked for it')
       ) as f (weight, holds, finding, remedy)
 where holds
 union
select 'must', format('%s may not read %s', :'dms_user', n.nspname || '.' || c.relname), 'replication-user.sql with these -v tables'
  from known
 cross join named_tables
 cross join lateral (select named_tables.oid union select relid from pg_partition_tree(named_tables.oid)) as member
  join pg_class c on c.oid = member.oid
  join pg_namespace n on n.oid = c.relnamespace
 where not has_schema_privilege(known.oid, n.oid, 'usage')
    or not has_table_privilege(known.oid, c.oid, 'select');

create or replace temporary view artefact_findings as
with role as (
    select oid from pg_roles where rolname = :'dms_user'),
trigger as (
    select t.evtenabled, t.evtevent, p.prosecdef, p.oid::regprocedure::text as function, p.pronamespace::regnamespace::text as schema
      from pg_event_trigger t join pg_proc p on p.oid = t.evtfoid
     where t.evtname = 'awsdms_intercept_ddl')
select 'must' as weight, format('there is no schema %s for the heartbeat: the slot of an idle database would keep WAL until the disk is full',
                                :'dms_schema') as finding, 'heartbeat.sql' as remedy
 where to_regnamespace(quote_ident(:'dms_schema')) is null
 union all
select 'must', format('%s may not create its heartbeat in the schema %s', :'dms_user', :'dms_schema'), 'heartbeat.sql'
  from role
  join pg_namespace n on n.nspname = :'dms_schema'
 where not (has_schema_privilege(role.oid, n.oid, 'usage') and has_schema_privilege(role.oid, n.oid, 'create'))
 union all
select 'must', format('there is no table %I.awsdms_ddl_audit with the columns that DMS knows', :'dms_schema'),
       'ddl-audit.sql, or CaptureDdls = false at the endpoint, which misses new columns'
 where not coalesce(
       (select array_agg(attname::text) @> '{c_key,c_time,c_user,c_txn,c_tag,c_oid,c_name,c_schema,c_ddlqry}'
          from pg_attribute
         where attrelid = to_regclass(format('%I.awsdms_ddl_audit', :'dms_schema')) and attnum > 0 and not attisdropped), false)
 union all
select 'must', 'there is no event trigger awsdms_intercept_ddl', 'ddl-audit.sql, or CaptureDdls = false at the endpoint, which misses new columns'
 where not exists (select from trigger)
 union all
select 'must', 'the event trigger awsdms_intercept_ddl ' || finding, remedy
  from trigger
 cross join lateral (values
       (evtenabled = 'D', 'is disabled', 'alter event trigger awsdms_intercept_ddl enable'),
       (evtevent <> 'ddl_command_end', 'is not on ddl_command_end', 'drop it, then ddl-audit.sql'),
       (schema <> quote_ident(:'dms_schema'), 'records by ' || function || ', not in the schema ' || :'dms_schema',
        'give the schema by -v dms_schema=…, and to the endpoint as DdlArtifactsSchema')
       ) as f (holds, finding, remedy)
 where holds
 union all
select 'must', format('the slot %s has lost WAL: the changes since are gone', slot_name), 'drop it, and start the task anew with a full load'
  from pg_replication_slots
 where slot_type = 'logical' and database = current_database() and wal_status = 'lost'
 union all
select 'must', 'this server is a replica', 'give DMS the primary: replicas need PostgreSQL 16, DMS 3.6.1 and slots made by hand'
 where pg_is_in_recovery();

create or replace temporary view findings as
select weight, finding, remedy from parameter_findings
 union all
select weight, finding, remedy from user_findings
 union all
select weight, finding, remedy from artefact_findings
 union all
select weight, full_name || ' ' || finding, remedy from table_findings;

select weight, finding, remedy from findings order by weight, finding;
do $$
declare
  count bigint := (select count(*) from findings where weight = 'must');
begin
  if count > 0 then
    raise exception 'the source lacks % thing(s) that must be', count;
  end if;
end $$;
