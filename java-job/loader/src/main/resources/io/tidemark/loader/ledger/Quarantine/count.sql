select count(*) from <state>.quarantine where pipeline = :pipeline
