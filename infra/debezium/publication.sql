-- What Debezium needs besides its user, which postgres/source/replication-user.sql makes (-v dms_user=debezium): a publication of
-- the captured tables, whose owner alone may change it, and a table for its heartbeat. Run as owner of the tables or as
-- administrator in the source database, as often as you like:
--   psql -v ON_ERROR_STOP=1 -v tables=public.orders,public.customers -f infra/debezium/publication.sql
-- Variables: tables (see postgres/named-tables.sql), user. connect/connector.json has the publication's and the table's name.
-- A partitioned table is published under its own name.
\set QUIET on
\if :{?tables} \else \set tables public.orders \endif
\if :{?user} \else \set user debezium \endif
begin;
set local client_min_messages = warning;
\ir ../postgres/named-tables.sql
create schema if not exists debezium;
create table if not exists debezium.heartbeat (id integer primary key, beat timestamptz not null);
grant usage on schema debezium to :"user";
grant select, insert, update on debezium.heartbeat to :"user";
select exists (select from pg_publication where pubname = 'tidemark') as known \gset
\if :known \else
create publication tidemark with (publish = 'insert, update, delete, truncate', publish_via_partition_root = true);
\endif
-- The heartbeat's table is among them: a slot moves on by what it is sent.
select format('alter publication tidemark set table debezium.heartbeat, %s', string_agg(sql_name, ', ' order by sql_name))
  from named_tables \gexec
commit;
