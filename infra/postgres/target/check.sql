-- What the target still lacks, one row each with its remedy; nothing if the jar can load. must: without it a load is refused;
-- should: more rights than are needed, or fewer than somebody will want. It changes nothing, and ends with an error if there is a
-- must. The jar's doctor looks at more, with its own configuration. Run in the target database as anybody:
--   psql -x -v ON_ERROR_STOP=1 -v tables=public.orders,public.customers -f infra/postgres/target/check.sql
-- Variables: tables (see named-tables.sql), loader, reader, state_schema.
\set QUIET on
\if :{?tables} \else \set tables public.orders \endif
\if :{?loader} \else \set loader tidemark_loader \endif
\if :{?reader} \else \set reader tidemark_reader \endif
\if :{?state_schema} \else \set state_schema tidemark \endif
\ir ../named-tables.sql

create or replace temporary view findings as
with loader as (
    select oid, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = :'loader'),
reader as (
    select oid from pg_roles where rolname = :'reader'),
state as (
    select oid, nspname from pg_namespace where nspname = :'state_schema')
select 'must' as weight, format('PostgreSQL %s is too old', current_setting('server_version')) as finding, 'PostgreSQL 15 or newer' as remedy
 where current_setting('server_version_num')::int < 150000
 union all
select 'must', 'there is no user ' || :'loader', 'loader-role.sql' where not exists (select from loader)
 union all
select weight, :'loader' || ' ' || finding, 'loader-role.sql'
  from loader
 cross join lateral (values
       ('must', not rolcanlogin, 'may not log in'),
       ('must', not has_database_privilege(oid, current_database(), 'connect'), 'may not connect to this database'),
       ('must', not has_database_privilege(oid, current_database(), 'temporary'), 'may not create the temporary tables of a load'),
       ('should', rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls, 'may do what no load needs: it should be an ordinary user')
       ) as f (weight, holds, finding)
 where holds
 union all
select 'should', format('%s may create in the schema %s', :'loader', n.nspname),
       format('revoke create on schema %I from public, %I', n.nspname, :'loader')
  from loader
 cross join (select distinct schema from named_tables) as used
  join pg_namespace n on n.nspname = used.schema
 where not rolsuper and has_schema_privilege(loader.oid, n.oid, 'create')
 union all
select 'must', format('%s may not %s %s', :'loader', lower(privilege), full_name), 'loader-role.sql with these -v tables'
  from loader
 cross join named_tables
 cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as privilege
 where not has_table_privilege(loader.oid, named_tables.oid, privilege)
    or not has_schema_privilege(loader.oid, schema, 'usage')
 union all
select 'must', format('%s has no column _cdc_position', full_name), 'loader-role.sql with these -v tables'
  from named_tables
 where not exists (select from pg_attribute a where a.attrelid = named_tables.oid and a.attname = '_cdc_position' and not a.attisdropped)
 union all
select 'must', format('%s has no primary key and no unique index', full_name), format('alter table %s add primary key (…)', sql_name)
  from named_tables
 where not exists (select from pg_index i where i.indrelid = named_tables.oid and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null)
 union all
select 'must', format('there is no schema %s', :'state_schema'), 'loader-role.sql' where not exists (select from state)
 union all
select 'must', format('%s may not create in the schema %s', :'loader', state.nspname), 'loader-role.sql'
  from loader cross join state
 where not (has_schema_privilege(loader.oid, state.oid, 'usage') and has_schema_privilege(loader.oid, state.oid, 'create'))
 union all
select 'must', format('the schema %s is empty', state.nspname), 'java -jar tidemark.jar init --config …, as the loader'
  from state
 where not exists (select from pg_class where relnamespace = state.oid and relname = 'watermark')
 union all
select 'must', format('%s belongs to another user than %s, which replaces it', c.oid::regclass, :'loader'), 'loader-role.sql'
  from loader cross join state
  join pg_class c on c.relnamespace = state.oid and c.relkind in ('r', 'v') and c.relowner <> loader.oid
 union all
select 'should', 'there is no role ' || :'reader', 'reader-role.sql' where not exists (select from reader)
 union all
select 'should', format('%s may not read %s', :'reader', name), 'reader-role.sql'
  from reader
 cross join lateral (
       select oid, full_name as name from named_tables
        union all
       select c.oid, c.oid::regclass::text from pg_class c join state on c.relnamespace = state.oid where c.relname in ('watermark', 'high_watermark')) as readable
 where not has_table_privilege(reader.oid, readable.oid, 'select');

select weight, finding, remedy from findings order by weight, finding;
do $$
declare
  count bigint := (select count(*) from findings where weight = 'must');
begin
  if count > 0 then
    raise exception 'the target lacks % thing(s) that must be', count;
  end if;
end $$;
