insert into <state>.schema_history (pipeline, fingerprint, avro_schema, ddl, object_key, run_id)
values (:pipeline, :fingerprint, :schema, :ddl, :key, :runId)
    on conflict (pipeline, fingerprint) do nothing
