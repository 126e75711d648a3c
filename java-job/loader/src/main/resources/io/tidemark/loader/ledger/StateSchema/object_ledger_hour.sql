create index if not exists object_ledger_hour on <state>.object_ledger (pipeline, hour)
