-- A stored position as DMS wrote it, 35 digits, or as PostgreSQL writes LSNs; empty for a full load. The highest bit marks LSNs.
create or replace function <state>.position_text(stored bytea) returns text
language sql immutable strict parallel safe
return case
         when length(stored) = 0 then ''
         when get_byte(stored, 0) >= 128 then
              pg_lsn '0/0' + <state>.position_number(stored, 2)
              || case when trunc(<state>.position_number(stored, 1)) - 9223372036854775808 <> trunc(<state>.position_number(stored, 2))
                      then ' after ' || (pg_lsn '0/0' + (<state>.position_number(stored, 1) - 9223372036854775808)) else '' end
         when length(stored) = 16 then lpad(trunc(<state>.position_number(stored, 1))::text, 16, '0')
                   || lpad(trunc(<state>.position_number(stored, 2))::text, 19, '0')
         else trunc(<state>.position_number(stored, 1))::text
           || '/' || trunc(<state>.position_number(stored, 2))::text
           || '/' || trunc(<state>.position_number(stored, 3))::text
       end
