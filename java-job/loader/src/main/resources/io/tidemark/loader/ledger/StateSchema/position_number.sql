-- The n-th unsigned 64-bit number of a stored position.
create or replace function <state>.position_number(stored bytea, n integer) returns numeric
language sql immutable strict parallel safe
return (select sum(get_byte(substr(stored, 8 * n - 7, 8), i)::numeric * 256::numeric ^ (7 - i)) from generate_series(0, 7) as i)
