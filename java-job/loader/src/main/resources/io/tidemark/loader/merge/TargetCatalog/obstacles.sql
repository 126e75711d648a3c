-- What makes a merge impossible, or wrong without a word.
select obstacle
  from pg_class r
  join pg_namespace n on n.oid = r.relnamespace
 cross join lateral (values
       ('NO_TABLE', r.relkind not in ('r', 'p')),
       ('RULES', r.relkind in ('r', 'p') and r.relhasrules),
       ('CHILDREN', r.relkind = 'r' and exists (select from pg_inherits where inhparent = r.oid)),
       ('ROW_SECURITY', row_security_active(r.oid))
       ) as found (obstacle, holds)
 where n.nspname = :schema
   and r.relname = :table
   and holds
