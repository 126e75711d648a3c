-- Triggers that can change or drop a row before it is written; those of partitions, too.
select distinct t.tgname
  from pg_trigger t
 where t.tgrelid in (select to_regclass(:table)::oid
                      union
                     select relid::oid from pg_partition_tree(to_regclass(:table)))
   and not t.tgisinternal
   and t.tgenabled <> 'D'
   and t.tgtype & 3 = 3 -- before, for each row
 order by t.tgname
