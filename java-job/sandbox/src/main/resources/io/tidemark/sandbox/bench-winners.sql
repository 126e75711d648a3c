CREATE UNLOGGED TABLE public.winners AS
SELECT ''::text AS op, ''::text AS position, o.*
FROM public.orders o
WITH NO DATA
