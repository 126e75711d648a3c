insert into <state>.run
       (run_id, pipeline, command, hour, actor, try_number, jar_version, started_at, outcome, exit_code, error_class,
        error_message)
values (:runId, :pipeline, :command, :hour, current_user, :tryNumber, :jarVersion, :startedAt, :outcome, :exitCode,
        :errorClass, :errorMessage)
