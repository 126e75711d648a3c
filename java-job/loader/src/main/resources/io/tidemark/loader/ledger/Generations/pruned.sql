insert into <state>.generation as g (pipeline, number, position, horizon, pruned_at, run_id)
values (:pipeline, :number, :position, :horizon, now(), :runId)
    on conflict (pipeline, number) do update
   set horizon = greatest(g.horizon, excluded.horizon), pruned_at = excluded.pruned_at
