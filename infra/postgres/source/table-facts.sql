-- For the other files here, which include it after named-tables.sql: what about the named tables matters to DMS and to the
-- loader, as the temporary views column_facts, table_facts and table_findings. The sources are CHAP_Source.PostgreSQL and
-- CHAP_Target.S3 of the DMS guide, and PostgreSQL's own documentation of what it logs.
create or replace temporary view column_facts as
select named_tables.oid, a.attnum, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
       a.attgenerated <> '' as generated,
       -- DMS takes these for LOBs, of which it makes no key.
       base.oid in ('text'::regtype, 'json'::regtype, 'jsonb'::regtype, 'xml'::regtype, 'bytea'::regtype)
           or base.typname in ('citext', 'hstore') or base.typtype = 'c' or base.typcategory = 'A' as lob,
       base.oid = 'numeric'::regtype and base.modifier = -1 as bare_numeric,
       base.oid = 'varchar'::regtype and base.modifier = -1 as bare_varchar,
       base.oid = 'oid'::regtype as large_object,
       -- Long enough, alone, to be kept outside the row: an update that leaves it alone does not log it.
       a.attstorage in ('x', 'e')
           and not coalesce(base.oid in ('varchar'::regtype, 'bpchar'::regtype) and base.modifier between 0 and 504, false)
           and base.oid not in ('bit'::regtype, 'varbit'::regtype) as toastable
  from named_tables
  join pg_attribute a on a.attrelid = named_tables.oid
 cross join lateral (
       with recursive level as (
            select a.atttypid as type, a.atttypmod as modifier
             union all
            select t.typbasetype, t.typtypmod from level join pg_type t on t.oid = level.type where t.typtype = 'd')
       select t.*, level.modifier from level join pg_type t on t.oid = level.type where t.typtype <> 'd') as base
 where a.attnum > 0
   and not a.attisdropped;

create or replace temporary view table_facts as
select named_tables.*,
       coalesce(keys.names, '{}') as key,
       case relreplident
         when 'd' then case when keys.names is null then 'nothing' else 'key' end
         when 'f' then 'full'
         when 'n' then 'nothing'
         when 'i' then case when identity.names @> keys.names then 'index' else 'other index' end
       end as identity,
       columns.*
  from named_tables
  left join lateral (
       select array_agg(a.attname::text order by array_position(i.indkey::smallint[], a.attnum)) as names
         from pg_index i
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::smallint[])
        where i.indrelid = named_tables.oid and i.indisprimary) as keys on true
  left join lateral (
       select array_agg(a.attname::text) as names
         from pg_index i
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::smallint[])
        where i.indrelid = named_tables.oid and i.indisreplident) as identity on true
 cross join lateral (
       select coalesce(array_agg(f.name order by attnum) filter (where toastable and not generated and f.name <> all (coalesce(keys.names, '{}'))), '{}') as toastable,
              coalesce(array_agg(f.name order by attnum) filter (where lob and f.name = any (keys.names)), '{}') as lob_key,
              coalesce(array_agg(f.name order by attnum) filter (where bare_numeric), '{}') as bare_numeric,
              coalesce(array_agg(f.name order by attnum) filter (where bare_varchar), '{}') as bare_varchar,
              coalesce(array_agg(f.name order by attnum) filter (where generated), '{}') as generated,
              coalesce(array_agg(f.name order by attnum) filter (where large_object), '{}') as large_object
         from column_facts f
        where f.oid = named_tables.oid) as columns;

-- must: changes or rows are lost whatever else is set. should: depends on settings that this database does not see.
create or replace temporary view table_findings as
select full_name, weight, finding, remedy
  from table_facts
 cross join lateral (values
       ('must', key = '{}', 'has no primary key: DMS leaves out its updates and deletes',
        format('alter table %s add primary key (…)', sql_name)),
       ('must', lob_key <> '{}', 'has a key of ' || array_to_string(lob_key, ', ') || ', which DMS takes for a LOB and does not support',
        'change the type to character varying(n) or uuid'),
       ('must', key <> '{}' and identity in ('nothing', 'other index'), 'does not log the key of updated and deleted rows',
        format('alter table %s replica identity default', sql_name)),
       ('must', relpersistence = 'u', 'is unlogged: none of its changes are captured', format('alter table %s set logged', sql_name)),
       ('must', large_object <> '{}', 'has large objects in ' || array_to_string(large_object, ', ') || ', which DMS leaves out',
        'move their content to bytea'),
       ('should', identity <> 'full' and toastable <> '{}',
        'does not log ' || array_to_string(toastable, ', ') || ' where an update leaves a large value alone: such values arrive as NULL',
        format('target.keep-when-null = [%s] for the loader, which cannot see an update to NULL then; or alter table %s replica identity full, '
               'which logs the whole old row', array_to_string(toastable, ', '), sql_name)),
       ('should', bare_numeric <> '{}', 'has numeric without precision in ' || array_to_string(bare_numeric, ', ')
        || ', which DMS rounds to 6 decimal places', 'numeric(p,s), or a DMS transformation change-data-type to string'),
       ('should', bare_varchar <> '{}', 'has varchar without length in ' || array_to_string(bare_varchar, ', ')
        || ', which DMS cuts at unboundedVarcharMaxSize, 8000 bytes unless the endpoint says otherwise',
        'character varying(n), or unboundedVarcharMaxSize among the endpoint''s extra connection attributes'),
       ('should', generated <> '{}', 'computes ' || array_to_string(generated, ', '),
        'compute them in the target as well, where the loader leaves them alone, or make them plain columns there'),
       ('should', relkind = 'p', 'is partitioned: DMS sees it and its partitions, and none of what ADD, DROP and TRUNCATE of a partition do',
        'select either the table or its partitions in the table mappings; both would be every row twice'),
       ('should', relkind = 'r' and not relispartition and exists (select from pg_inherits where inhparent = table_facts.oid),
        'is inherited from: DMS reads rows of the children as rows of it', 'select the children alone')
       ) as f (weight, holds, finding, remedy)
 where holds;
