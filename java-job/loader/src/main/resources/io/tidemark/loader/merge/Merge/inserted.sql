-- PostgreSQL counts what this transaction inserted; the difference around a MERGE tells inserts from updates.
select coalesce(sum(pg_stat_get_xact_tuples_inserted(relid)), 0)::bigint
  from (select to_regclass(:table)::oid
         union
        select relid::oid from pg_partition_tree(to_regclass(:table))) as relations (relid)
