update <state>.watermark
   set changes     = changes + :keyChanges,
       inserted    = inserted + :inserted,
       updated     = updated + :updated,
       deleted     = deleted + :deleted,
       absent      = absent + :absent,
       superseded  = superseded + :superseded,
       stale       = stale + :stale,
       quarantined = quarantined - :rows + :quarantined,
       run_id      = :runId,
       attempts    = attempts + 1,
       jar_version = :jarVersion,
       loaded_at   = now()
 where pipeline = :pipeline
   and hour = :hour
