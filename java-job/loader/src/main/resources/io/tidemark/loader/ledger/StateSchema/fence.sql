-- A rising number for each partition of a pipeline: whoever took the last one may commit. hour is -infinity for the full load.
create table if not exists <state>.fence (
    pipeline text        not null,
    hour     timestamptz not null,
    token    bigint      not null,
    run_id   text        not null,
    taken_at timestamptz not null default now(),
    primary key (pipeline, hour)
)
