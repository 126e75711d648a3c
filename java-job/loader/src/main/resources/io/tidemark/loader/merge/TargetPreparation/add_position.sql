-- Without a default the column costs no rewrite; null marks rows that Tidemark never touched.
alter table <table> add column _cdc_position bytea
