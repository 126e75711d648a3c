-- The decimal places of money follow lc_monetary.
select length(split_part(1::money::numeric::text, '.', 2))
