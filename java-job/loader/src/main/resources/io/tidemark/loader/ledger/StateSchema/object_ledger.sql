-- Every content of every object that was loaded. hour is null for full-load objects, and generation for all others.
create table if not exists <state>.object_ledger (
    pipeline           text        not null,
    object_key         text        not null,
    etag               text        not null,
    version_id         text,
    size               bigint      not null,
    hour               timestamptz,
    generation         integer,
    inserts            bigint      not null,
    updates            bigint      not null,
    deletes            bigint      not null,
    first_position     bytea,
    last_position      bytea,
    schema_fingerprint text        not null,
    run_id             text        not null,
    loaded_at          timestamptz not null default now(),
    primary key (pipeline, object_key, etag)
)
