select exists (select from <state>.watermark where pipeline = :pipeline and hour = :hour)
