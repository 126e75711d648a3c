-- Domains count as the type below them, since that is what goes over the wire; of domains over domains only the lowest
-- has a modifier. name and "char" have none and cut all the same, so that they are cast by way of text.
with recursive level as (
       select a.attrelid, a.attnum, a.atttypid as type, a.atttypmod as modifier
         from pg_attribute a
         join pg_class r on r.oid = a.attrelid
         join pg_namespace n on n.oid = r.relnamespace
        where n.nspname = :schema
          and r.relname = :table
          and r.relkind in ('r', 'p')
          and a.attnum > 0
          and not a.attisdropped
        union all
       select level.attrelid, level.attnum, d.typbasetype, d.typtypmod
         from level
         join pg_type d on d.oid = level.type
        where d.typtype = 'd')
select a.attname as name,
       format_type(a.atttypid, a.atttypmod)
           || case when a.attcollation <> t.typcollation
                   then ' collate ' || quote_ident(cn.nspname) || '.' || quote_ident(c.collname)
                   else '' end as sql,
       case when b.oid in ('name'::regtype, '"char"'::regtype)
            then 'text'
            else format_type(b.oid, -1) end as cast_sql,
       b.typname as type_name,
       b.typnamespace = 'pg_catalog'::regnamespace as built_in,
       b.typtype = 'e' as enumeration,
       b.typcategory in ('S', 'N') as text_says_all,
       level.modifier as modifier,
       coalesce(c.collisdeterministic, true) as deterministic,
       a.attnotnull as not_null,
       a.attgenerated <> '' as generated
  from level
  join pg_type b on b.oid = level.type and b.typtype <> 'd'
  join pg_attribute a on a.attrelid = level.attrelid and a.attnum = level.attnum
  join pg_type t on t.oid = a.atttypid
  left join pg_collation c on c.oid = a.attcollation
  left join pg_namespace cn on cn.oid = c.collnamespace
 order by a.attnum
