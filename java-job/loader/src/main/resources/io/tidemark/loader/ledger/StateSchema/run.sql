-- Every attempt, also those that failed; never row data.
create table if not exists <state>.run (
    id            bigint generated always as identity primary key,
    run_id        text        not null,
    pipeline      text        not null,
    command       text        not null,
    hour          timestamptz,
    actor         text        not null,
    try_number    integer     not null,
    jar_version   text        not null,
    started_at    timestamptz not null,
    finished_at   timestamptz not null default clock_timestamp(),
    outcome       text        not null,
    exit_code     integer     not null,
    error_class   text,
    error_message text
)
