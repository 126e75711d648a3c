package io.tidemark.sandbox.dms;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.sandbox.SandboxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A task as its documents define it.
 *
 * @param loads whether it begins with a full load
 * @param captures whether it goes on with changes
 */
record TaskDefinition(
        String name,
        SourceSettings source,
        TargetSettings target,
        TableMappings mappings,
        TaskSettings settings,
        boolean loads,
        boolean captures) {

    private enum MigrationType {
        FULL_LOAD,
        CDC,
        FULL_LOAD_AND_CDC
    }

    /**
     * Understands the documents.
     *
     * @throws SandboxException if it does not understand some of it; the message names all of that
     */
    static TaskDefinition of(DmsDocuments documents) {
        List<String> problems = new ArrayList<>();
        JsonNode task = documents.document(DmsDocuments.TASK);
        JsonSection outer = new JsonSection("task", task, problems);
        outer.withoutEffect("ResourceIdentifier", "SourceEndpointArn", "TargetEndpointArn", "ReplicationInstanceArn");
        outer.withoutEffect("TableMappings", "ReplicationTaskSettings", "CdcStartPosition", "Tags");
        MigrationType type = outer.choice("MigrationType", MigrationType.FULL_LOAD, MigrationType.values());
        TaskDefinition definition = new TaskDefinition(
                // What a slot's name may have.
                outer.text("ReplicationTaskIdentifier", "task")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_]", "_"),
                SourceSettings.read(documents.document(DmsDocuments.SOURCE), problems),
                TargetSettings.read(documents.document(DmsDocuments.TARGET), problems),
                TableMappings.read(documents.document(DmsDocuments.MAPPINGS), problems),
                TaskSettings.read(documents.document(DmsDocuments.SETTINGS), problems),
                type != MigrationType.CDC,
                type != MigrationType.FULL_LOAD);
        outer.end();
        if (!problems.isEmpty()) {
            throw new SandboxException(
                    "the stand-in of DMS cannot do what its documents say:\n  " + String.join("\n  ", problems));
        }
        return definition;
    }
}
