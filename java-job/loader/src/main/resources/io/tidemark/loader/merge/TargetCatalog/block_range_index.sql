select exists (
       select from pg_index i
         join pg_class c on c.oid = i.indexrelid
         join pg_am a on a.oid = c.relam
        where i.indrelid = to_regclass(:table) and a.amname = 'brin')
