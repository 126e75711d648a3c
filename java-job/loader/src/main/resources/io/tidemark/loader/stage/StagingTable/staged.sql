select relname
  from pg_class
 where relnamespace = pg_my_temp_schema()
   and relkind = 'r'
   and relname ~ '^tidemark_(rows|kept|deletes)_[0-9_]+$'
