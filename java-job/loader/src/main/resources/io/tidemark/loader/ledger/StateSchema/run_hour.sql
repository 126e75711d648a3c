create index if not exists run_hour on <state>.run (pipeline, hour, id)
