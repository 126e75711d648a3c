-- What about a target somebody should know before its first load; names as SQL writes them.
with target as (
    select oid, relpersistence from pg_class where oid = to_regclass(:table)
)
select 'UNLOGGED' as fact, '' as name, '' as other from target where relpersistence = 'u'
 union all
select case when confrelid <> target.oid then 'REFERS' else 'REFERS_TO_ITSELF' end, quote_ident(conname), confrelid::regclass::text
  from pg_constraint join target on conrelid = target.oid
 where contype = 'f' and (confrelid <> target.oid or not condeferrable)
 union all
select case when confdeltype in ('c', 'n', 'd') then 'DELETES_REACH' else 'IS_REFERRED_TO' end, quote_ident(conname), conrelid::regclass::text
  from pg_constraint join target on confrelid = target.oid
 where contype = 'f' and conrelid <> target.oid and conparentid = 0
 union all
select 'ALWAYS_IDENTITY', quote_ident(attname), ''
  from pg_attribute join target on attrelid = target.oid
 where attidentity = 'a' and not attisdropped and attname <> all(cast(:key as text[]))
 union all
select 'SEQUENCE', quote_ident(attname), quote_literal(pg_get_serial_sequence(:table, attname))
  from pg_attribute join target on attrelid = target.oid
 where attnum > 0 and not attisdropped and pg_get_serial_sequence(:table, attname) is not null
 union all
select 'UNCOUNTED', '', '' from target where current_setting('track_counts') = 'off'
 order by 1, 2
