-- Run in the database that has all changes of the hour: the newest change of each key, in key order, in files as the
-- contenders of scripts/bench copy them. A position is stored as two numbers of 64 bits.
\set ON_ERROR_STOP on
create unlogged table winners as
select distinct on (order_id)
       int8send(substr(position, 1, 16)::bigint) || int8send(substr(position, 17)::bigint) as _cdc_position,
       c.*
  from changes c
 order by order_id, position desc;

alter table winners drop column position;

\copy (select op, order_id, customer_id, status, amount, currency, note, attributes, paid, placed_at, updated_at, ship_date, reference from winners order by order_id) to 'floor.copy' (format binary)
\copy (select _cdc_position, order_id, customer_id, status, amount, currency, note, attributes, paid, placed_at, updated_at, ship_date, reference from winners where op <> 'D' order by order_id) to 'tidemark_rows_0.copy' (format binary)
\copy (select _cdc_position, order_id from winners where op = 'D' order by order_id) to 'tidemark_deletes.copy' (format binary)
