-- Each schema that objects of a pipeline had, as Avro. compatible_with is the newest schema seen before it that Avro calls
-- compatible; compatibility says which way: backward: this schema reads data of that one; forward: that one reads data of
-- this one; full: both. ddl was run for it; the columns in ignored were not loaded, since the target did not have them.
create table if not exists <state>.schema_history (
    pipeline        text        not null,
    fingerprint     text        not null,
    avro_schema     text        not null,
    compatible_with text,
    compatibility   text        check (compatibility in ('full', 'backward', 'forward')),
    ddl             text[]      not null default '{}',
    ignored         text[]      not null default '{}',
    object_key      text        not null,
    run_id          text        not null,
    first_seen_at   timestamptz not null default clock_timestamp(),
    primary key (pipeline, fingerprint)
)
