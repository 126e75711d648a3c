-- A run that was overtaken by another one finds its objects here; the guard of the merge has made its rows stale.
insert into <state>.object_ledger
       (pipeline, object_key, etag, version_id, size, hour, inserts, updates, deletes, first_position, last_position,
        schema_fingerprint, run_id)
values (:pipeline, :key, :etag, :versionId, :size, :hour, :inserts, :updates, :deletes, :firstPosition, :lastPosition,
        :fingerprint, :runId)
    on conflict (pipeline, object_key, etag) do nothing
