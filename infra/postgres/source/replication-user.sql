-- The user that DMS logs in as: it may replicate, read the captured tables, and nothing else. Run as administrator in the
-- source database, as often as you like:
--   psql -v ON_ERROR_STOP=1 -v tables=public.orders,public.customers -f infra/postgres/source/replication-user.sql
-- Variables: tables (see named-tables.sql), dms_user, aws_rights.
-- The password comes from the environment variable TIDEMARK_DMS_PASSWORD, or is set afterwards by psql's \password, which
-- shows it to nobody. The same one belongs in the secret that settings.json names at source.secret.
--
-- The DMS guide (CHAP_Source.PostgreSQL) asks for more: superuser where the database is self-managed, rds_superuser and
-- rds_replication on RDS and Aurora. PostgreSQL itself asks for less: REPLICATION (on RDS and Aurora membership in
-- rds_replication) and SELECT; only the event trigger of ddl-audit.sql is an administrator's, and is made beforehand.
-- Should a task fail for want of rights, or AWS's support insist: -v aws_rights=on gives what the guide says.
\set QUIET on
\if :{?tables} \else \set tables public.orders \endif
\if :{?dms_user} \else \set dms_user dms \endif
\if :{?aws_rights} \else \set aws_rights off \endif
begin;
\ir ../named-tables.sql
select exists (select from pg_roles where rolname = :'dms_user') as known,
       exists (select from pg_roles where rolname = 'rds_replication') as rds \gset
\if :known \else
create role :"dms_user" login;
\endif
alter role :"dms_user" login;
\if :rds
grant rds_replication to :"dms_user";
\if :aws_rights
grant rds_superuser to :"dms_user";
\endif
\elif :aws_rights
alter role :"dms_user" superuser replication;
\else
alter role :"dms_user" nosuperuser nobypassrls nocreatedb nocreaterole replication;
\endif
-- DMS keeps transactions open without doing anything in them, and reads large tables for as long as it takes.
alter role :"dms_user" set idle_in_transaction_session_timeout = 0;
alter role :"dms_user" set statement_timeout = 0;

-- Of a partitioned table DMS sees the partitions.
create temporary view readable as
select distinct n.nspname as schema, c.relname as name
  from named_tables
 cross join pg_partition_tree(named_tables.oid) as member
  join pg_class c on c.oid = member.relid
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p')
 union
select schema, name from named_tables;
select format('grant connect on database %I to %I', current_database(), :'dms_user')
 union all
select distinct format('grant usage on schema %I to %I', schema, :'dms_user') from readable
 union all
select format('grant select on %I.%I to %I', schema, name, :'dms_user') from readable \gexec
drop view readable;
commit;

\set role :dms_user
\set variable TIDEMARK_DMS_PASSWORD
\ir ../password.sql
