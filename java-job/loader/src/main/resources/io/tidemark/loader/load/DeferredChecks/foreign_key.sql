-- A violation names the partition that it was found in.
select quote_ident(conname) as name,
       conrelid::regclass::text as referring,
       confrelid::regclass::text as referred,
       own.holds as own,
       own.holds and confrelid = to_regclass(:target) as within,
       condeferrable as deferrable
  from pg_constraint
 cross join lateral (select conrelid = to_regclass(:target) or exists (
       select from pg_partition_ancestors(conrelid) as above where above.relid = to_regclass(:target))) as own (holds)
 where contype = 'f'
   and conname = :name
   and conrelid = to_regclass(:table)
