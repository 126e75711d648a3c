SELECT order_id, customer_id, status, amount, currency, note, attributes::text AS attributes, paid, placed_at,
       updated_at, ship_date, reference
FROM public.orders
ORDER BY order_id
