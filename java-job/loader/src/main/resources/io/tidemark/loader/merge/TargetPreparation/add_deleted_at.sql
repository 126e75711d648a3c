alter table <table> add column _cdc_deleted_at timestamptz
