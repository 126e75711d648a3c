-- Each schema that objects of a pipeline had, as Avro.
create table if not exists <state>.schema_history (
    pipeline        text        not null,
    fingerprint     text        not null,
    avro_schema     text        not null,
    compatible_with text,
    ddl             text[]      not null default '{}',
    object_key      text        not null,
    run_id          text        not null,
    first_seen_at   timestamptz not null default now(),
    primary key (pipeline, fingerprint)
)
