select count(value::<type>) from unnest(:values) as value
