-- For the other files here, which include it: the tables that the psql variable tables names, as the temporary view
-- named_tables. It is schema.table as PostgreSQL keeps them, without quotes, with commas between; % stands for anything.
-- An item that names no table is an error: it would be a table that is not captured.
create or replace temporary view wanted_tables as
select trim(item) as item, replace(replace(trim(item), '\', '\\'), '_', '\_') as pattern
  from unnest(string_to_array(:'tables', ',')) as item;

create or replace temporary view named_tables as
select c.oid, n.nspname as schema, c.relname as name, n.nspname || '.' || c.relname as full_name,
       format('%I.%I', n.nspname, c.relname) as sql_name,
       c.relkind, c.relpersistence, c.relreplident, c.relispartition, c.relowner
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p')
   and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
   and n.nspname not like 'pg\_temp\_%'
   and c.relname not like 'awsdms\_%'
   and exists (select from wanted_tables where n.nspname || '.' || c.relname like pattern);

do $$
declare
  missing text := (select string_agg(item, ', ') from wanted_tables
                    where not exists (select from named_tables where full_name like pattern));
begin
  if missing is not null then
    raise exception 'no table is called %', missing
      using hint = 'name tables by -v tables=schema.table,… as PostgreSQL keeps them, without quotes; % stands for anything';
  end if;
end $$;
