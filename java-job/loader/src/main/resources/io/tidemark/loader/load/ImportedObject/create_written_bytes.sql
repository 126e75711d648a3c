-- The bytes of a field as DMS writes it: in quotes only where it has to be.
create or replace function pg_temp.tidemark_written_bytes(value text, delimiter text, null_value text) returns bigint
language sql immutable
return case
       when value is null then octet_length(null_value)
       when value = '' and null_value <> '' then 0
       when value = null_value or strpos(value, delimiter) > 0 or strpos(value, '"') > 0
            or strpos(value, chr(10)) > 0 or strpos(value, chr(13)) > 0
       then octet_length(value) + 2 + length(value) - length(replace(value, '"', ''))
       else octet_length(value)
       end
