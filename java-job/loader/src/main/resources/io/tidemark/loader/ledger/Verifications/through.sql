select max(verified_through) from <state>.verification where pipeline = :pipeline
