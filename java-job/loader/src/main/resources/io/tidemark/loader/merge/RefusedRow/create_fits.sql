-- Whether a text can be cast to a type. PostgreSQL 16 has pg_input_is_valid for this; 15 does not.
create or replace function pg_temp.tidemark_fits(value text, type text) returns boolean
language plpgsql as $$
begin
    execute format('select %L::%s', value, type);
    return true;
exception when others then
    return false;
end
$$
