-- The role of people and dashboards: it reads the target tables, and how far they are. Not the quarantine and the tombstones,
-- which hold rows and keys that are nobody's who reads the tables. Run as administrator in the target database after the jar's
-- init, and again after an init that made more; as often as you like:
--   psql -v ON_ERROR_STOP=1 -v tables=public.orders,public.customers -f infra/postgres/target/reader-role.sql
-- Variables: tables (see named-tables.sql), reader, state_schema. Then: grant tidemark_reader to somebody.
\set QUIET on
\if :{?tables} \else \set tables public.orders \endif
\if :{?reader} \else \set reader tidemark_reader \endif
\if :{?state_schema} \else \set state_schema tidemark \endif
begin;
\ir ../named-tables.sql
select exists (select from pg_roles where rolname = :'reader') as known \gset
\if :known \else
create role :"reader" nologin;
\endif
select format('grant connect on database %I to %I', current_database(), :'reader')
 union all
select distinct format('grant usage on schema %I to %I', schema, :'reader') from named_tables
 union all
select format('grant select on %s to %I', sql_name, :'reader') from named_tables
 union all
select format('grant usage on schema %I to %I', :'state_schema', :'reader')
 union all
select format('grant select on %s to %I', c.oid::regclass, :'reader')
  from pg_class c
 where c.relnamespace = :'state_schema'::regnamespace
   and c.relname in ('watermark', 'high_watermark', 'object_ledger', 'run', 'schema_history', 'generation',
                     'verification') \gexec
commit;
