-- Domains count as the type below them, since that is what goes over the wire.
select a.attname as name,
       format_type(a.atttypid, a.atttypmod)
           || case when a.attcollation <> t.typcollation
                   then ' collate ' || quote_ident(cn.nspname) || '.' || quote_ident(c.collname)
                   else '' end as sql,
       format_type(a.atttypid, -1) as cast_sql,
       coalesce(b.typname, t.typname) as type_name,
       coalesce(b.typnamespace, t.typnamespace) = 'pg_catalog'::regnamespace as built_in,
       coalesce(b.typtype, t.typtype) = 'e' as enumeration,
       case when t.typtype = 'd' then t.typtypmod else a.atttypmod end as modifier,
       coalesce(c.collisdeterministic, true) as deterministic,
       a.attnotnull as not_null,
       a.attgenerated <> '' as generated
  from pg_attribute a
  join pg_class r on r.oid = a.attrelid
  join pg_namespace n on n.oid = r.relnamespace
  join pg_type t on t.oid = a.atttypid
  left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
  left join pg_collation c on c.oid = a.attcollation
  left join pg_namespace cn on cn.oid = c.collnamespace
 where n.nspname = :schema
   and r.relname = :table
   and r.relkind in ('r', 'p')
   and a.attnum > 0
   and not a.attisdropped
 order by a.attnum
