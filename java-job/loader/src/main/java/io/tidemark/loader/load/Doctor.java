package io.tidemark.loader.load;

import io.tidemark.loader.discover.Discovery;
import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.ledger.StateSchema;
import io.tidemark.loader.merge.Obstacle;
import io.tidemark.loader.merge.TargetCatalog;
import io.tidemark.loader.model.Finding;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** Looks for what would keep a pipeline from loading, or from loading right. Changes nothing. */
public final class Doctor {

    private static final int EXAMINED_KEYS = 1_000;

    private final Stores stores;
    private final Pipeline pipeline;
    private final List<Finding> findings = new ArrayList<>();

    public Doctor(Stores stores, Pipeline pipeline) {
        this.stores = stores;
        this.pipeline = pipeline;
    }

    /** Everything that was looked at, with what is wrong and what to do. */
    public List<Finding> examine() {
        examined("S3 source", this::examineSource);
        examined("target database", () -> stores.target().useHandle(this::examineTarget));
        return List.copyOf(findings);
    }

    /** A check that cannot even be made is a finding too. */
    private void examined(String subject, Runnable check) {
        try {
            check.run();
        } catch (LoadException | JdbiException e) {
            RuntimeException named = SqlFailures.named(subject, e);
            if (!(named instanceof LoadException)) {
                throw named;
            }
            findings.add(Finding.error(
                    named(subject), String.valueOf(named.getMessage()), "see the message; then run doctor again"));
        }
    }

    private void examineSource() {
        Discovery discovery = new Discovery(stores.source());
        String place =
                "s3://" + pipeline.source().bucket() + "/" + pipeline.source().prefix();
        List<String> unplaced = discovery.unplaced(pipeline.source(), EXAMINED_KEYS);
        if (!unplaced.isEmpty()) {
            findings.add(Finding.warning(
                    named("layout"),
                    unplaced.size() + " of the first objects below " + place + " fit neither source.layout nor a LOAD"
                            + " file, e.g. " + unplaced.get(0),
                    "they are never loaded: correct source.layout, or keep other files elsewhere"));
        }
        Optional<SourceObject> change = discovery.firstChangeFile(pipeline.source());
        if (change.isEmpty()) {
            findings.add(Finding.warning(
                    named("change files"), "none found below " + place, "check source.prefix and source.layout"));
            return;
        }
        ChangeReader reader = Formats.open(pipeline, stores.source().open(change.get()));
        ChangeColumns roles = ChangeColumns.of(change.get(), reader.columns(), pipeline);
        findings.add(Finding.ok(
                named("S3 source"), "can list and read, e.g. " + change.get().uri()));
        if (pipeline.source().format() == Pipeline.Format.DEBEZIUM) {
            findings.addAll(EventAdvice.of(pipeline.name(), reader.columns()));
        } else {
            examineColumns(roles);
        }
    }

    private void examineColumns(ChangeColumns roles) {
        if (roles.position().isEmpty()) {
            findings.add(Finding.warning(
                    named("change order"),
                    "the files have no column \"" + pipeline.source().positionColumn()
                            + "\": changes of one transaction share their commit time, which cannot order them across"
                            + " files",
                    "add a DMS transformation add-column with the expression $AR_H_CHANGE_SEQ"));
        }
        if (roles.before().isEmpty()) {
            findings.add(Finding.warning(
                    named("key changes"),
                    "the files have no before image of the key ("
                            + pipeline.source().beforeImagePrefix() + "…): a"
                            + " changed key would leave its old row in the target",
                    "add a DMS transformation add-before-image-columns with column-filter pk-only"));
        }
    }

    private void examineTarget(Handle handle) {
        TargetServer.requireSupported(handle);
        findings.add(Finding.ok(named("target database"), "PostgreSQL " + TargetServer.version(handle)));
        TableName name = pipeline.target().table();
        List<Obstacle> obstacles = TargetCatalog.obstacles(handle, name);
        obstacles.forEach(obstacle ->
                findings.add(Finding.error(named("target table"), name + " " + obstacle.cause(), obstacle.remedy())));
        if (obstacles.contains(Obstacle.NO_TABLE)) {
            return;
        }
        Optional<TargetTable> table = TargetCatalog.find(handle, pipeline.target());
        if (table.isEmpty()) {
            findings.add(Finding.error(
                    named("target table"), name + " does not exist", "create it, or run init --create-target"));
            return;
        }
        examineTable(handle, table.get());
        findings.addAll(new TargetExamination(handle, table.get()).findings(named("target table")));
    }

    private void examineTable(Handle handle, TargetTable table) {
        boolean soft = pipeline.target().deletes() == Pipeline.Deletes.SOFT;
        if (!TargetCatalog.hasUniqueKey(handle, table)) {
            findings.add(Finding.error(
                    named("key"),
                    table.name() + " has no primary key or unique index on exactly "
                            + pipeline.target().key(),
                    "create one, or correct target.key"));
        }
        if (!StateSchema.exists(handle, stores.state()) || !TargetCatalog.isPrepared(handle, table, soft)) {
            findings.add(Finding.error(
                    named("preparation"), "init has not been run for this pipeline and target", "run init"));
        } else {
            examineMemory(handle);
        }
        List<String> missing = handle.createQuery(SqlFile.of(Doctor.class, "privileges"))
                .bind(
                        "table",
                        Identifier.qualified(table.name().schema(), table.name().name()))
                .mapTo(String.class)
                .list();
        if (missing.isEmpty()) {
            findings.add(Finding.ok(named("target table"), table.name() + " can be read and written"));
        } else {
            findings.add(Finding.error(
                    named("privileges"),
                    "the user may not " + missing + " on " + table.name(),
                    "grant " + String.join(", ", missing) + " on " + table.name() + " to the user of target.user"));
        }
    }

    private void examineMemory(Handle handle) {
        new Generations(stores.state(), pipeline.name())
                .current(handle)
                .horizon()
                .ifPresent(horizon -> findings.add(Finding.ok(
                        named("tombstones"),
                        "deletes are forgotten up to " + horizon.said()
                                + ": objects with inserts or updates until then are refused")));
    }

    private String named(String subject) {
        return pipeline.name() + ", " + subject;
    }
}
