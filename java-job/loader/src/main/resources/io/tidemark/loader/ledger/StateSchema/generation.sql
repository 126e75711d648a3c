-- Each full load that replaced the table. position is that of its rows: lower changes count no more. Up to horizon its
-- tombstones were pruned. A pipeline without a row is in generation 0, whose position is empty.
create table if not exists <state>.generation (
    pipeline  text        not null,
    number    integer     not null,
    position  bytea       not null,
    horizon   bytea,
    pruned_at timestamptz,
    run_id    text        not null,
    loaded_at timestamptz not null default now(),
    primary key (pipeline, number)
)
