-- Rows that could not be loaded. row_number counts from 1; content is for people: a retry reads the object again.
create table if not exists <state>.quarantine (
    pipeline     text        not null,
    object_key   text        not null,
    etag         text        not null,
    row_number   bigint      not null,
    hour         timestamptz,
    column_name  text,
    reason       text        not null,
    content      jsonb       not null,
    row_key      jsonb,
    position     bytea,
    run_id       text        not null,
    set_aside_at timestamptz not null default now(),
    primary key (pipeline, object_key, etag, row_number)
)
