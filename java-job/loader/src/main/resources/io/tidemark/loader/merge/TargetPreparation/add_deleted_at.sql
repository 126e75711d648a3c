alter table <table> add column if not exists _cdc_deleted_at timestamptz
