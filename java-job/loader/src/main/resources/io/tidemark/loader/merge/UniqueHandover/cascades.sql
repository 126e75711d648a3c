-- Foreign keys of other tables that would change their rows when a row of the target is taken out, or not let it go.
select conrelid::regclass::text
  from pg_constraint
 where contype = 'f' and confrelid = to_regclass(:table) and confdeltype in ('c', 'n', 'd', 'r')
