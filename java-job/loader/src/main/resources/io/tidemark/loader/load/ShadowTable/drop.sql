drop table if exists <shadow>, <tombstones>, <state>.generation
