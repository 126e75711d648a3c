-- A stored position as DMS wrote it: 35 digits; empty for a full load.
create or replace function <state>.position_text(stored bytea) returns text
language sql immutable strict parallel safe
return case length(stored)
         when 0 then ''
         when 16 then lpad(trunc(<state>.position_number(stored, 1))::text, 16, '0')
                   || lpad(trunc(<state>.position_number(stored, 2))::text, 19, '0')
         else trunc(<state>.position_number(stored, 1))::text
           || '/' || trunc(<state>.position_number(stored, 2))::text
           || '/' || trunc(<state>.position_number(stored, 3))::text
       end
