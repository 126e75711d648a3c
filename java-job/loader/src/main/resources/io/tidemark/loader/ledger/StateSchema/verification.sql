-- What the command verify found. verified_through is the end of the last hour up to which all were loaded, and null where
-- the table was not what it should be.
create table if not exists <state>.verification (
    id               bigint generated always as identity primary key,
    pipeline         text        not null,
    run_id           text        not null,
    against          text        not null check (against in ('files', 'source')),
    verified_through timestamptz,
    expected_rows    bigint      not null,
    found_rows       bigint      not null,
    missing          bigint      not null,
    extra            bigint      not null,
    different        bigint      not null,
    in_flight        bigint      not null,
    gone_objects     bigint      not null,
    repaired         boolean     not null,
    verified_at      timestamptz not null default clock_timestamp()
)
