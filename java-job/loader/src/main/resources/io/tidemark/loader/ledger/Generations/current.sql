select number, position, horizon from <state>.generation where pipeline = :pipeline order by number desc limit 1
