-- Without a default the column costs no rewrite; null marks rows that Tidemark never touched.
alter table <table> add column if not exists _cdc_position bytea
