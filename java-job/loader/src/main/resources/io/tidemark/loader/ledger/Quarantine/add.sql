insert into <state>.quarantine
       (pipeline, object_key, etag, row_number, hour, column_name, reason, content, row_key, position, run_id)
values (:pipeline, :key, :etag, :row, :hour, :column, :reason, jsonb_object(:names, :values),
        nullif(jsonb_object(:keyNames, :keyValues), '{}'),
        cast(:position as bytea), :runId)
    on conflict (pipeline, object_key, etag, row_number) do update
   set column_name = excluded.column_name, reason = excluded.reason, content = excluded.content,
       row_key = excluded.row_key, position = excluded.position, run_id = excluded.run_id, set_aside_at = now()
