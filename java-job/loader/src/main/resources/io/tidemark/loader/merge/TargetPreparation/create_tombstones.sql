-- What was deleted, at which position: an older change that arrives later cannot bring it back.
create table if not exists <tombstones> (
    <columns>,
    _cdc_position bytea not null,
    _cdc_recorded_at timestamptz not null default now(),
    primary key (<key>)
)
