select count(*) filter (where <operation> = 'I') as inserts,
       count(*) filter (where <operation> = 'U') as updates,
       count(*) filter (where <operation> = 'D') as deletes,
       count(*) filter (where (<plain>) is not true) as strange,
       coalesce(sum(<bytes>), 0)::bigint as bytes,
       min(<sequence>) as first,
       max(<sequence>) as last
  from pg_temp.<table>
