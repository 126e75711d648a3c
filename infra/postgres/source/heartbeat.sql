-- The schema in which DMS keeps its heartbeat: the endpoint's HeartbeatSchema names it. DMS itself makes the table there, and
-- changes it every few minutes, so that the slot moves on and lets WAL go while the captured tables are idle. Run as
-- administrator in the source database, after replication-user.sql, as often as you like:
--   psql -v ON_ERROR_STOP=1 -f infra/postgres/source/heartbeat.sql
-- Variables: dms_user, dms_schema.
\set QUIET on
\if :{?dms_user} \else \set dms_user dms \endif
\if :{?dms_schema} \else \set dms_schema dms \endif
begin;
set local client_min_messages = warning;
create schema if not exists :"dms_schema";
grant usage, create on schema :"dms_schema" to :"dms_user";
commit;
