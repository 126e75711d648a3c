-- A schema that comes again, to a target that has changed since, adds to what was done and left out for it.
insert into <state>.schema_history as h
       (pipeline, fingerprint, avro_schema, compatible_with, compatibility, ddl, ignored, object_key, run_id)
values (:pipeline, :fingerprint, :schema, :compatibleWith, :compatibility, :ddl, :ignored, :key, :runId)
    on conflict (pipeline, fingerprint) do update
   set ddl = h.ddl || excluded.ddl,
       ignored = array(select unnest(h.ignored) union select unnest(excluded.ignored) order by 1)
 where excluded.ddl <> '{}' or not excluded.ignored <@ h.ignored
