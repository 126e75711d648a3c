select hour, state, objects, changes, inserted, updated, deleted, absent, superseded, stale, quarantined,
       <state>.position_text(newest_position) as newest_position, newest_commit, attempts, loaded_at
  from <state>.watermark
 where pipeline = :pipeline
   and hour >= :from
   and hour < :to
 order by hour
