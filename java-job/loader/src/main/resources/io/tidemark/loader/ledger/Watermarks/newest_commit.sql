select max(newest_commit) as newest_commit from <state>.watermark where pipeline = :pipeline
