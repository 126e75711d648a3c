UPDATE public.orders
SET attributes = (SELECT jsonb_build_object('scan', string_agg(md5(:version || '-' || n), ''))
                  FROM generate_series(1, 200) n)
WHERE order_id = :order
