-- What any loader has to have PostgreSQL do: the winners lie encoded and sorted in a file. No guard against older changes,
-- no tombstones, no ledger.
\set ON_ERROR_STOP on
begin;
create temporary table staged (
    op          text,
    order_id    bigint,
    customer_id bigint,
    status      varchar(20),
    amount      numeric(12, 2),
    currency    char(3),
    note        text,
    attributes  jsonb,
    paid        boolean,
    placed_at   timestamp,
    updated_at  timestamptz,
    ship_date   date,
    reference   uuid
) on commit drop;
\copy staged from 'floor.copy' (format binary)
set local enable_hashjoin = off;
set local enable_mergejoin = off;
set local jit = off;
merge into public.orders as r
using staged as s on r.order_id = s.order_id
when matched and s.op = 'D' then
    delete
when matched then
    update set customer_id = s.customer_id, status = s.status, amount = s.amount, currency = s.currency, note = s.note,
               attributes = s.attributes, paid = s.paid, placed_at = s.placed_at, updated_at = s.updated_at,
               ship_date = s.ship_date, reference = s.reference
when not matched and s.op <> 'D' then
    insert (order_id, customer_id, status, amount, currency, note, attributes, paid, placed_at, updated_at, ship_date,
            reference)
    values (s.order_id, s.customer_id, s.status, s.amount, s.currency, s.note, s.attributes, s.paid, s.placed_at,
            s.updated_at, s.ship_date, s.reference);
commit;
