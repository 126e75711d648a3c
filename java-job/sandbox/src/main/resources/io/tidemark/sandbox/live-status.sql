SELECT (SELECT count(*) FROM public.orders) AS orders, (SELECT count(*) FROM public.order_details) AS details
