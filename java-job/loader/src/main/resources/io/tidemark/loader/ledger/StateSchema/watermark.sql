-- One row for each hour that was loaded; counts add up over the loads of late objects.
create table if not exists <state>.watermark (
    pipeline        text        not null,
    hour            timestamptz not null,
    state           text        not null check (state in ('loaded', 'empty')),
    objects         bigint      not null,
    changes         bigint      not null,
    inserted        bigint      not null,
    updated         bigint      not null,
    deleted         bigint      not null,
    absent          bigint      not null,
    superseded      bigint      not null,
    stale           bigint      not null,
    quarantined     bigint      not null,
    newest_position bytea,
    newest_commit   timestamptz,
    run_id          text        not null,
    attempts        integer     not null,
    jar_version     text        not null,
    loaded_at       timestamptz not null,
    primary key (pipeline, hour)
)
