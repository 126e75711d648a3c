drop table pg_temp.<staging>
