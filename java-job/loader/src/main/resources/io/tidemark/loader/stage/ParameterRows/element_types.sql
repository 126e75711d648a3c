select to_regtype(type)::oid::bigint from unnest(:types) with ordinality as named (type, number) order by number
