insert into <state>.watermark as w
       (pipeline, hour, state, objects, changes, inserted, updated, deleted, absent, superseded, stale, quarantined,
        newest_position, newest_commit, run_id, attempts, jar_version, loaded_at)
values (:pipeline, :hour, :state, :objects, :changes, :inserted, :updated, :deleted, :absent, :superseded, :stale,
        :quarantined, :newestPosition, 
        coalesce(cast(:newestCommit as timestamptz), <state>.position_time(:newestPosition)), :runId, 1, :jarVersion, now())
    on conflict (pipeline, hour) do update
   set state           = case when w.state = 'loaded' then w.state else excluded.state end,
       objects         = w.objects + excluded.objects,
       changes         = w.changes + excluded.changes,
       inserted        = w.inserted + excluded.inserted,
       updated         = w.updated + excluded.updated,
       deleted         = w.deleted + excluded.deleted,
       absent          = w.absent + excluded.absent,
       superseded      = w.superseded + excluded.superseded,
       stale           = w.stale + excluded.stale,
       quarantined     = w.quarantined + excluded.quarantined,
       newest_position = greatest(w.newest_position, excluded.newest_position),
       newest_commit   = greatest(w.newest_commit, excluded.newest_commit),
       run_id          = excluded.run_id,
       attempts        = w.attempts + 1,
       jar_version     = excluded.jar_version,
       loaded_at       = excluded.loaded_at
