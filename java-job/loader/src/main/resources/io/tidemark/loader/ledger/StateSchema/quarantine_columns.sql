-- Of a table that an earlier version made.
alter table <state>.quarantine
  add column if not exists hour timestamptz,
  add column if not exists row_key jsonb,
  add column if not exists position bytea
