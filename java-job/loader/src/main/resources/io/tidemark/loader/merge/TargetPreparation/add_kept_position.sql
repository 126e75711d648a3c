alter table <table> add column <kept_position> bytea
