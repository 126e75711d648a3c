select hour, loaded_until, newest_commit from <state>.high_watermark where pipeline = :pipeline
