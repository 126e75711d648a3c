insert into <state>.verification
       (pipeline, run_id, against, verified_through, expected_rows, found_rows, missing, extra, different, in_flight,
        gone_objects, repaired)
values (:pipeline, :runId, :against, :through, :expectedRows, :foundRows, :missing, :extra, :different, :inFlight,
        :gone, :repaired)
