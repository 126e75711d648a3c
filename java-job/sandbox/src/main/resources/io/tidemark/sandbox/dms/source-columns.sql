SELECT n.nspname AS schema, c.relname AS "table", a.attname AS name,
       CASE t.typtype WHEN 'e' THEN 'enum' ELSE t.typname END AS type, a.atttypmod AS modifier,
       coalesce(a.attnum = ANY (i.indkey), false) AS key, c.relreplident = 'f' AS whole_rows
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
ORDER BY n.nspname, c.relname, a.attnum
