-- The commit time in a stored position, floored to hundredths of a second; null for a full load and where it is made
-- of LSNs, which hold no time.
create or replace function <state>.position_time(stored bytea) returns timestamptz
language sql immutable strict parallel safe
return case when length(stored) >= 16 and get_byte(stored, 0) < 128 then
         (select make_timestamptz(substr(d, 1, 4)::int, substr(d, 5, 2)::int, substr(d, 7, 2)::int,
                                  substr(d, 9, 2)::int, substr(d, 11, 2)::int,
                                  substr(d, 13, 4)::double precision / 100, 'UTC')
            from lpad(trunc(<state>.position_number(stored, 1))::text, 16, '0') as d)
       end
