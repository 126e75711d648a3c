-- Run in the database that has the newest change of each key: the winners in key order, in files as the contenders of
-- scripts/bench copy them.
\set ON_ERROR_STOP on
set work_mem = '256MB';
\copy (select op, <columns> from winners order by <key>) to 'floor.copy' (format binary)
\copy (select <position>, <columns> from winners where op <> 'D' order by <key>) to 'tidemark_rows_0.copy' (format binary)
\copy (select <position>, <key> from winners where op = 'D' order by <key>) to 'tidemark_deletes.copy' (format binary)
