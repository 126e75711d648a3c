package io.tidemark.sandbox.dms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * How a task goes about it.
 *
 * @param lobBytes where a large value is cut, in bytes as DMS counts them
 * @param failOnTruncation whether that stops the task ({@code DataTruncationErrorPolicy})
 * @param clearsFolders whether a full load begins by removing the table's objects ({@code TargetTablePrepMode})
 * @param truncateRemoves whether a TRUNCATE removes them ({@code HandleSourceTableTruncated})
 * @param truncateStops whether a TRUNCATE stops the task ({@code ApplyErrorFailOnTruncationDdl})
 */
record TaskSettings(
        long lobBytes,
        boolean failOnTruncation,
        boolean clearsFolders,
        boolean truncateRemoves,
        boolean truncateStops,
        boolean failWithoutTables) {

    private static final long LOB_KILOBYTES = 32;
    private static final int KILOBYTE = 1024;
    private static final Set<String> SECTIONS = Set.of(
            "TargetMetadata",
            "FullLoadSettings",
            "ChangeProcessingDdlHandlingPolicy",
            "ErrorBehavior",
            "Logging",
            "ControlTablesSettings",
            "ChangeProcessingTuning");

    private enum Preparation {
        DO_NOTHING,
        DROP_AND_CREATE,
        TRUNCATE_BEFORE_LOAD
    }

    private enum Policy {
        LOG_ERROR,
        STOP_TASK
    }

    static TaskSettings read(JsonNode document, List<String> problems) {
        JsonSection outer = new JsonSection("task settings", document, problems);
        SECTIONS.forEach(outer::withoutEffect);
        outer.end();
        JsonSection load = new JsonSection("FullLoadSettings", document.path("FullLoadSettings"), problems);
        load.withoutEffect("MaxFullLoadSubTasks", "TransactionConsistencyTimeout", "CommitRate");
        load.only("StopTaskCachedChangesApplied", false);
        load.only("StopTaskCachedChangesNotApplied", false);
        JsonSection ddl = new JsonSection(
                "ChangeProcessingDdlHandlingPolicy", document.path("ChangeProcessingDdlHandlingPolicy"), problems);
        // A slot does not tell of it.
        ddl.only("HandleSourceTableDropped", false);
        ddl.only("HandleSourceTableAltered", true);
        JsonSection errors = new JsonSection("ErrorBehavior", document.path("ErrorBehavior"), problems);
        TaskSettings settings = new TaskSettings(
                lobs(new JsonSection("TargetMetadata", document.path("TargetMetadata"), problems)),
                errors.choice("DataTruncationErrorPolicy", Policy.LOG_ERROR, Policy.values()) == Policy.STOP_TASK,
                load.choice("TargetTablePrepMode", Preparation.DROP_AND_CREATE, Preparation.values())
                        != Preparation.DO_NOTHING,
                ddl.flag("HandleSourceTableTruncated", true),
                errors.flag("ApplyErrorFailOnTruncationDdl", false),
                errors.flag("FailOnNoTablesCaptured", true));
        load.end();
        ddl.end();
        return settings;
    }

    private static long lobs(JsonSection metadata) {
        metadata.withoutEffect("LobChunkSize", "TargetSchema");
        metadata.only("SupportLobs", true);
        metadata.only("FullLobMode", false);
        metadata.only("LimitedSizeLobMode", true);
        metadata.only("BatchApplyEnabled", false);
        metadata.only("TaskRecoveryTableEnabled", false);
        long kilobytes = metadata.number("LobMaxSize", LOB_KILOBYTES);
        metadata.end();
        return kilobytes * KILOBYTE;
    }
}
