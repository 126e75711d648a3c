-- Unique indexes that hold for every row and consist of plain columns.
select array(select a.attname::text
               from unnest(i.indkey::smallint[]) as k
               join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k) as columns
  from pg_index i
  join pg_class r on r.oid = i.indrelid
  join pg_namespace n on n.oid = r.relnamespace
 where n.nspname = :schema
   and r.relname = :table
   and i.indisunique
   and i.indisvalid
   and i.indpred is null
   and i.indexprs is null
   and i.indnkeyatts = i.indnatts
