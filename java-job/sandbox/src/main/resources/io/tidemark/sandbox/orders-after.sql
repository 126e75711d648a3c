CREATE UNLOGGED TABLE public.orders_after AS
SELECT 0 AS hours, o.*
FROM public.orders o
WITH NO DATA
