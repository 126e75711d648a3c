select not exists (select from <state>.quarantine where pipeline = :pipeline)
