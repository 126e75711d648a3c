-- The user that the jar logs in as, and the schema of its state. It may read and change the target tables and create in the
-- state schema; it may not create, drop or read anything else. Run as administrator in the target database, as often as you like,
-- once the target tables are there (init --create-target makes them, run by a user who may):
--   psql -v ON_ERROR_STOP=1 -v tables=public.orders,public.customers -f infra/postgres/target/loader-role.sql
-- Variables: tables (see named-tables.sql), loader, state_schema (target.state-schema of the configuration), deletes, kept,
-- owns.
-- The password comes from the environment variable TIDEMARK_LOADER_PASSWORD, or is set afterwards by psql's \password.
--
-- The jar's init adds columns to the target tables (_cdc_position, with soft deletes _cdc_deleted_at, for each column of
-- keep-when-null _cdc_position__<column>), which PostgreSQL allows the owner alone. So either
--   * the administrator adds them: this file adds _cdc_position, and -v kept=note,attributes and -v deletes=soft the others. Then
--     init runs as the loader, and a column that is new at the source is added by the administrator: target.on-new-column =
--     fail or ignore;
--   * or -v owns=on makes the loader the owner of the target tables, which on-new-column = add needs. It could drop them, too.
\set QUIET on
\if :{?tables} \else \set tables public.orders \endif
\if :{?loader} \else \set loader tidemark_loader \endif
\if :{?state_schema} \else \set state_schema tidemark \endif
\if :{?owns} \else \set owns off \endif
\if :{?deletes} \else \set deletes hard \endif
\if :{?kept} \else \set kept '' \endif
begin;
set local client_min_messages = warning;
\ir ../named-tables.sql
select exists (select from pg_roles where rolname = :'loader') as known,
       (select rolsuper from pg_roles where rolname = current_user) as superuser \gset
\if :known \else
create role :"loader" login;
\endif
\if :superuser
alter role :"loader" login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
\else
alter role :"loader" login;
\endif
select format('grant connect, temporary on database %I to %I', current_database(), :'loader')
 union all
select distinct format('grant usage on schema %I to %I', schema, :'loader') from named_tables
 union all
select format('grant select, insert, update, delete on %s to %I', sql_name, :'loader') from named_tables \gexec

create schema if not exists :"state_schema";
grant usage, create on schema :"state_schema" to :"loader";
-- Whoever is no superuser must be a member of the role that something is given to.
\if :superuser \else
grant :"loader" to current_user;
\endif
-- What another user's init made there before: the loader replaces views and functions, which only their owner may.
select format('alter %s %s owner to %I', kind, name, :'loader')
  from (select 'table' as kind, c.oid::regclass::text as name, c.relowner as owner
          from pg_class c where c.relnamespace = :'state_schema'::regnamespace and c.relkind in ('r', 'v')
         union all
        select 'function', p.oid::regprocedure::text, p.proowner
          from pg_proc p where p.pronamespace = :'state_schema'::regnamespace) as made
 where owner <> :'loader'::regrole \gexec

-- Only what is missing: adding a column waits for every transaction that uses the table.
create temporary view own_columns as
select n.sql_name, column_name, type
  from named_tables n
 cross join lateral (
       select '_cdc_position' as column_name, 'bytea' as type
        union all
       select '_cdc_deleted_at', 'timestamptz' where :'deletes' = 'soft'
        union all
       select '_cdc_position__' || a.attname, 'bytea'
         from pg_attribute a
        where a.attrelid = n.oid and a.attname = any (string_to_array(:'kept', ','))) as own
 where not exists (select from pg_attribute where attrelid = n.oid and attname = column_name and not attisdropped);
select format('alter table %s add column %I %s', sql_name, column_name, type) from own_columns \gexec
drop view own_columns;
\if :owns
\if :superuser \else
-- The new owner must be allowed to create in the schema, for this moment.
select distinct format('grant create on schema %I to %I', schema, :'loader') from named_tables \gexec
\endif
select format('alter table %s owner to %I', sql_name, :'loader') from named_tables where relowner <> :'loader'::regrole \gexec
\if :superuser \else
select distinct format('revoke create on schema %I from %I', schema, :'loader') from named_tables \gexec
\endif
\endif
commit;

\set role :loader
\set variable TIDEMARK_LOADER_PASSWORD
\ir ../password.sql
