insert into <state>.fence as f (pipeline, hour, token, run_id)
values (:pipeline, coalesce(:hour, timestamptz '-infinity'), 1, :runId)
    on conflict (pipeline, hour) do update
   set token = f.token + 1, run_id = excluded.run_id, taken_at = now()
returning token
