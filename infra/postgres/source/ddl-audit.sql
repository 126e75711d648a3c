-- What DMS reads changes of tables from (the endpoint's CaptureDdls): a table into which an event trigger writes the text of
-- each CREATE, ALTER and DROP TABLE. DMS would make all this itself, for which its user would have to be an administrator.
-- The names and columns are those of the DMS guide (CHAP_Source.PostgreSQL, "without using the master user account"); the
-- endpoint's DdlArtifactsSchema must name the schema. Run as administrator (superuser, or a member of rds_superuser) in the
-- source database, after replication-user.sql, as often as you like:
--   psql -v ON_ERROR_STOP=1 -f infra/postgres/source/ddl-audit.sql
-- Variables: dms_user, dms_schema.
--
-- The guide grants the table to public, so that whoever changes a table can write the record. Here the function does that
-- with the rights of its owner, and nobody else needs any.
-- Where another replication writes into this database (session_replication_role = replica), the guide wants besides:
--   alter event trigger awsdms_intercept_ddl enable always;
\set QUIET on
\if :{?dms_user} \else \set dms_user dms \endif
\if :{?dms_schema} \else \set dms_schema dms \endif
begin;
set local client_min_messages = warning;
create schema if not exists :"dms_schema";
create table if not exists :"dms_schema".awsdms_ddl_audit (
    c_key    bigserial primary key,
    c_time   timestamp,
    c_user   varchar(64),
    c_txn    varchar(16),
    c_tag    varchar(24),
    c_oid    integer,      -- always 0
    c_name   varchar(64),  -- always empty
    c_schema varchar(64),  -- the schema that names without one stand for
    c_ddlqry text
);
-- No "set search_path": c_schema is to be that of the session. So every name is qualified, the operator too, or whoever
-- changes a table could have code of his own run with the rights of this function's owner.
select format($create$
create or replace function %1$I.awsdms_intercept_ddl() returns event_trigger
language plpgsql security definer as $function$
declare
  recorded pg_catalog.int8;
begin
  insert into %1$I.awsdms_ddl_audit (c_time, c_user, c_txn, c_tag, c_oid, c_name, c_schema, c_ddlqry)
  values (pg_catalog.now(), current_user, pg_catalog.txid_current(), tg_tag, 0, '',
          pg_catalog.current_schema(), pg_catalog.current_query())
  returning c_key into recorded;
  -- DMS reads the insert from the log; the row itself would only pile up.
  delete from %1$I.awsdms_ddl_audit where c_key operator(pg_catalog.=) recorded;
end
$function$
$create$, :'dms_schema') \gexec
revoke execute on function :"dms_schema".awsdms_intercept_ddl() from public;
grant usage on schema :"dms_schema" to :"dms_user";
grant select on :"dms_schema".awsdms_ddl_audit to :"dms_user";

select exists (select from pg_event_trigger where evtname = 'awsdms_intercept_ddl') as known \gset
\if :known \else
create event trigger awsdms_intercept_ddl on ddl_command_end
  when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'ALTER TABLE', 'DROP TABLE')
  execute function :"dms_schema".awsdms_intercept_ddl();
\endif
-- One that another schema's function belongs to, as DMS makes in public, would go on recording there.
select set_config('tidemark.dms_schema', :'dms_schema', true) is null as done \gset
do $$
declare
  other text := (select p.oid::regprocedure from pg_event_trigger t join pg_proc p on p.oid = t.evtfoid
                  where t.evtname = 'awsdms_intercept_ddl' and p.pronamespace::regnamespace::text <> quote_ident(current_setting('tidemark.dms_schema')));
begin
  if other is not null then
    raise exception 'the event trigger awsdms_intercept_ddl is there already, with %', other
      using hint = 'give its schema by -v dms_schema=…, or drop event trigger awsdms_intercept_ddl while no task runs';
  end if;
end $$;
commit;
