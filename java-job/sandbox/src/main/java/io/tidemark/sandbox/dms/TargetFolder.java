package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.DmsLayout;
import io.tidemark.sandbox.SandboxS3;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;

/** Where a task's objects go. Change files can be held back, so that they come late. Guarded by the task. */
final class TargetFolder {

    private static final Logger log = LoggerFactory.getLogger(TargetFolder.class);
    private static final String PARQUET = ".parquet";

    private final SandboxS3 s3;
    private final TargetSettings settings;
    private final Map<TableId, LocalDateTime> newest = new HashMap<>();
    private final List<Held> held = new ArrayList<>();
    private boolean holding;

    TargetFolder(SandboxS3 s3, TargetSettings settings) {
        this.s3 = s3;
        this.settings = settings;
    }

    /** A file that is closed and not in S3 yet; {@code first} is the number of its first change. */
    private record Held(String key, RequestBody content, long first) {}

    /** Writes full-load file number {@code number}, counted from 1. */
    void putLoad(TableId table, int number, byte[] content) {
        put(named(DmsLayout.loadFile(settings.tablePrefix(table), number)), RequestBody.fromBytes(content));
    }

    /**
     * Writes a change file, or holds it back.
     *
     * @param closed its time; a later one is taken if the table has a file of that time or of a later one
     */
    void putChanges(TableId table, LocalDateTime closed, long first, byte[] content) {
        LocalDateTime time = closed.truncatedTo(ChronoUnit.MILLIS);
        LocalDateTime last = newest.get(table);
        LocalDateTime own = last == null || time.isAfter(last) ? time : last.plus(1, ChronoUnit.MILLIS);
        newest.put(table, own);
        String key = named(settings.layout().changeFile(settings.tablePrefix(table), own, 0));
        if (holding) {
            held.add(new Held(key, RequestBody.fromBytes(content), first));
        } else {
            put(key, RequestBody.fromBytes(content));
        }
    }

    /** Holds change files back from now on. */
    void hold() {
        holding = true;
    }

    /** Writes what was held back, and holds nothing any more; answers how many files that were. */
    int release() {
        int released = held.size();
        held.forEach(file -> put(file.key(), file.content()));
        forgetHeld();
        return released;
    }

    /** Loses what was held back, as a task that ends does. */
    void forgetHeld() {
        held.clear();
        holding = false;
    }

    /** The number of the first change that is held back; the largest number if none is. */
    long firstHeld() {
        return held.stream().mapToLong(Held::first).min().orElse(Long.MAX_VALUE);
    }

    /** Removes all objects of a table. */
    void clear(TableId table) {
        s3.client()
                .listObjectsV2Paginator(
                        request -> request.bucket(settings.bucket()).prefix(settings.tablePrefix(table)))
                .contents()
                .forEach(object -> s3.client()
                        .deleteObject(
                                request -> request.bucket(settings.bucket()).key(object.key())));
    }

    private String named(String parquet) {
        return parquet.substring(0, parquet.length() - PARQUET.length())
                + settings.file().extension();
    }

    private void put(String key, RequestBody content) {
        s3.client().putObject(request -> request.bucket(settings.bucket()).key(key), content);
        log.info("object={} bytes={}", key, content.optionalContentLength().orElse(0L));
    }
}
