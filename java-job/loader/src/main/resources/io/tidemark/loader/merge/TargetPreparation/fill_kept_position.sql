update <table> set <kept_position> = _cdc_position where <column> is not null and _cdc_position is not null
