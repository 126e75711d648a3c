package io.tidemark.sandbox.dms;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.sandbox.DmsLayout;
import io.tidemark.sandbox.DmsLayout.Delimiter;
import io.tidemark.sandbox.DmsLayout.Sequence;
import java.time.Duration;
import java.util.List;

/**
 * What the target's endpoint says about files.
 *
 * @param folder what comes before the schema's folder in an object's name; empty for nothing
 * @param timestampColumn its name; empty: there is none
 * @param loadOp whether full-load files have {@code Op}
 * @param taskStart whether full-load rows have the task's start as their time, or when each was moved
 * @param interval how long a change file stays open at most
 * @param changeKilobytes how large a change file grows at most
 * @param loadKilobytes how large a full-load file grows at most
 * @param layout where change files lie below the table's folder
 */
record TargetSettings(
        String bucket,
        String folder,
        FileSettings file,
        String timestampColumn,
        boolean loadOp,
        boolean taskStart,
        Duration interval,
        long changeKilobytes,
        long loadKilobytes,
        DmsLayout layout) {

    private static final long INTERVAL_SECONDS = 60;
    private static final long CHANGE_KILOBYTES = 32_000;
    private static final long LOAD_KILOBYTES = 1_048_576;

    static TargetSettings read(JsonNode endpoint, List<String> problems) {
        JsonSection outer = new JsonSection("target endpoint", endpoint, problems);
        outer.only("EndpointType", "target");
        outer.only("EngineName", "s3");
        outer.withoutEffect("EndpointIdentifier", "S3Settings", "Tags");
        outer.end();
        JsonSection own = new JsonSection("S3Settings", endpoint.path("S3Settings"), problems);
        own.withoutEffect("ServiceAccessRoleArn", "ExpectedBucketOwner", "EncryptionMode");
        own.withoutEffect("ServerSideEncryptionKmsKeyId", "CannedAclForObjects");
        // Each of these loses changes, or makes files of which no real one is known.
        for (String lossy : List.of("CdcInsertsOnly", "CdcInsertsAndUpdates", "PreserveTransactions")) {
            own.only(lossy, false);
        }
        own.only("GlueCatalogGeneration", false);
        own.only("AddTrailingPaddingCharacter", false);
        own.only("DatePartitionTimezone", "UTC");
        TargetSettings settings = new TargetSettings(
                own.text("BucketName", ""),
                own.text("BucketFolder", ""),
                FileSettings.read(own),
                own.text("TimestampColumnName", ""),
                own.flag("IncludeOpForFullLoad", false),
                own.flag("UseTaskStartTimeForFullLoadTimestamp", false),
                Duration.ofSeconds(own.number("CdcMaxBatchInterval", INTERVAL_SECONDS)),
                own.number("CdcMinFileSize", CHANGE_KILOBYTES),
                own.number("MaxFileSize", LOAD_KILOBYTES),
                layout(own));
        own.end();
        return settings;
    }

    private static DmsLayout layout(JsonSection own) {
        boolean dated = own.flag("DatePartitionEnabled", false);
        Sequence sequence = own.choice("DatePartitionSequence", Sequence.YYYYMMDD, Sequence.values());
        Delimiter delimiter = own.choice("DatePartitionDelimiter", Delimiter.SLASH, Delimiter.values());
        return dated ? DmsLayout.dated(sequence, delimiter) : DmsLayout.flat();
    }

    /** The folder of a table, with a slash at its end. */
    String tablePrefix(TableId table) {
        return (folder.isEmpty() ? "" : folder + "/") + table.schema() + "/" + table.name() + "/";
    }
}
