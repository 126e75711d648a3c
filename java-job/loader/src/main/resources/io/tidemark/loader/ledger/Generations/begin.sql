insert into <state>.generation (pipeline, number, position, run_id) values (:pipeline, :number, :position, :runId)
