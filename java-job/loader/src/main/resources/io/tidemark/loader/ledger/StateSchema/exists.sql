select to_regclass(:view) is not null
