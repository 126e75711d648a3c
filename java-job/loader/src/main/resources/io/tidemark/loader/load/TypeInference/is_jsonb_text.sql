-- jsonb writes its values in one way only; json keeps the text of the source.
select coalesce(bool_and(value = value::jsonb::text), false) from unnest(:values) as value
