-- The entry tables of infra/settings.json for the named tables: names, keys, columns with their types. Run in the source
-- database as anybody:
--   psql -v ON_ERROR_STOP=1 -v tables=public.orders,public.customers -f infra/postgres/source/tables.sql
-- Variables: tables (see named-tables.sql).
\set QUIET on
\if :{?tables} \else \set tables public.orders \endif
\pset tuples_only on
\pset expanded off
\pset format unaligned
\ir ../named-tables.sql
\ir table-facts.sql
-- By hand rather than by jsonb, which would put the columns into another order.
select E'"tables": [\n' || string_agg(format(
           E'  {\n    "name": %s,\n    "key": %s,\n    "columns": {\n%s\n    }\n  }',
           to_json(full_name), to_json(key),
           (select string_agg(format('      %s: %s', to_json(name), to_json(type)), E',\n' order by attnum)
              from column_facts
             where column_facts.oid = table_facts.oid)), E',\n' order by full_name) || E'\n]'
  from table_facts;
-- The settings want a key of each.
do $$
declare
  without text := (select string_agg(full_name, ', ') from table_facts where key = '{}');
begin
  if without is not null then
    raise exception '% without primary key: DMS leaves out updates and deletes of such tables', without;
  end if;
end $$;
