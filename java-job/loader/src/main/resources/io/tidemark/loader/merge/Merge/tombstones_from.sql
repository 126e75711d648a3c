select exists (select from <tombstones> where _cdc_position >= :oldest)
