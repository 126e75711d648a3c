select conrelid::regclass::text as referring,
       confrelid::regclass::text as referred,
       conrelid = to_regclass(:target) as own,
       conrelid = confrelid as within,
       condeferrable as deferrable
  from pg_constraint
 where contype = 'f'
   and conname = :name
   and conrelid = to_regclass(:table)
