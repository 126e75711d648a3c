delete from <tombstones> where _cdc_position <= :horizon
