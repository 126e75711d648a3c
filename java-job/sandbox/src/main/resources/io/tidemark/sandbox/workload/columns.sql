SELECT quote_ident(attname) AS name, format_type(atttypid, atttypmod) AS type
FROM pg_attribute
WHERE attrelid = 'public.orders'::regclass AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
