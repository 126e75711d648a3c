package io.tidemark.loader.load;

import io.tidemark.loader.merge.StagedTable;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.ObjectEvidence;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.RowSource;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.stage.StagingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Has the database server fetch CSV objects by {@code aws_s3.table_import_from_s3} and folds them in SQL, by the rules of
 * the fold, into staging tables like those that COPY fills. It only takes what SQL and the loader read alike: for the rest
 * it throws {@link ImportRefusedException}, upon which a load begins anew by COPY.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PostgreSQL.S3Import.Reference.html">the
 *     functions that AWS gives its servers</a>
 */
record ServerImport(Handle handle, Pipeline pipeline, String region, List<TargetColumn> key) {

    /** The names of the key's columns in a table of changes. */
    static List<String> keyNames(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i).toList();
    }

    /**
     * Imports, folds and stages the objects.
     *
     * @throws ImportRefusedException if they have to be loaded in another way
     * @throws ConfigurationException if the server has no such import
     */
    List<StagedSet> stage(List<OpenObject> objects) {
        requireExtension();
        requireSimple(objects);
        List<StagedSet> sets = new ArrayList<>();
        for (ColumnSet set : ColumnSet.of(objects)) {
            sets.add(stage(set, sets.size()));
        }
        return sets;
    }

    private void requireExtension() {
        boolean exists = handle.createQuery(SqlFile.of(ServerImport.class, "extension"))
                .mapTo(Boolean.class)
                .one();
        if (!exists) {
            throw new ConfigurationException(
                    "target.strategy = server-import: the target database has no extension aws_s3, which RDS and Aurora"
                            + " offer; run: create extension aws_s3 cascade, as a user of rds_superuser; grant usage on"
                            + " schema aws_s3, aws_commons to the user of target.user; and give the server a role with"
                            + " s3:GetObject (feature s3Import)");
        }
    }

    private void requireSimple(List<OpenObject> objects) {
        Pipeline.Csv csv = pipeline.source().csv();
        refuseIf(pipeline.source().format() != Pipeline.Format.CSV, "source.format is not csv");
        refuseIf(!pipeline.target().keepWhenNull().isEmpty(), "target.keep-when-null is set");
        refuseIf(pipeline.target().onNulCharacter() == Pipeline.NulCharacter.STRIP, "target.on-nul-character is strip");
        refuseIf(
                csv.delimiter() != '\t' && !isPlain(String.valueOf(csv.delimiter())),
                "source.csv.delimiter is no character that COPY takes");
        refuseIf(!isPlain(csv.nullValue()), "source.csv.null-value is no text that COPY takes");
        for (TargetColumn column : key) {
            refuseIf(
                    !ImportedValue.knowsAsKey(column.type()),
                    "the key has type " + column.type().sql());
        }
        for (OpenObject object : objects) {
            String name = object.reader().object().key();
            refuseIf(name.endsWith(".gz"), name + " is packed");
            refuseIf(
                    object.reader().object().hour() != null
                            && object.roles().position().isEmpty(),
                    name + " has no column " + pipeline.source().positionColumn());
            for (TargetColumn column : object.targetColumns()) {
                refuseIf(
                        !ImportedValue.knows(column.type()),
                        "a column has type " + column.type().sql());
            }
        }
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(character -> character >= ' ' && character <= '~' && character != '"');
    }

    private static void refuseIf(boolean refused, String reason) {
        if (refused) {
            throw new ImportRefusedException(reason);
        }
    }

    private StagedSet stage(ColumnSet set, int number) {
        String changes = "tidemark_changes_" + number;
        String winners = "tidemark_winners_" + number;
        List<String> keys = IntStream.range(0, key.size())
                .mapToObj(i -> ImportedValue.comparable(
                        key.get(i).type(), keyNames(key.size()).get(i)))
                .toList();
        createChanges(changes, set);
        List<ScannedObject> scanned =
                set.objects().stream().map(object -> scan(object, changes, set)).toList();
        handle.createUpdate(SqlFile.of(ServerImport.class, "create_winners"))
                .define("winners", winners)
                .define("changes", changes)
                .define("keys", String.join(", ", keys))
                .execute();
        requireFitting(winners, set);
        StagingTable rows = new StagingTable("tidemark_rows_" + number, set.columns(), List.of());
        StagingTable deletes = new StagingTable("tidemark_deletes_" + number, key, List.of());
        long upserted = fill(rows, winners, valuesOf(set), false);
        long deleted = fill(deletes, winners, keyNames(key.size()), true);
        long all = scanned.stream()
                .mapToLong(found -> found.evidence().rows() + found.keyChanges())
                .sum();
        return new StagedSet(
                new Winners.InTables(staged(deletes, deleted), staged(rows, upserted)),
                new Evidence(scanned, all - upserted - deleted));
    }

    private void createChanges(String changes, ColumnSet set) {
        List<String> names = keyNames(key.size());
        Stream<String> keys = IntStream.range(0, key.size())
                .mapToObj(i -> names.get(i) + " " + key.get(i).type().stagingSql());
        Stream<String> values = texts(set).stream().map(name -> name + " text");
        handle.createUpdate(SqlFile.of(ServerImport.class, "create_changes"))
                .define("changes", changes)
                .define("columns", String.join(", ", Stream.concat(keys, values).toList()))
                .execute();
    }

    private ScannedObject scan(OpenObject object, String changes, ColumnSet set) {
        ImportedObject imported = new ImportedObject(handle, pipeline.source().csv(), ImportedColumns.of(object, key));
        imported.fetch(region);
        ObjectEvidence evidence = imported.survey();
        long keyChanges = imported.addTo(changes, set.columns());
        imported.drop();
        return new ScannedObject(evidence, keyChanges);
    }

    private static List<String> texts(ColumnSet set) {
        return IntStream.range(0, set.columns().size()).mapToObj(i -> "v" + i).toList();
    }

    private static List<String> valuesOf(ColumnSet set) {
        return IntStream.range(0, set.columns().size())
                .mapToObj(i -> ImportedValue.value(set.columns().get(i).type(), "v" + i))
                .toList();
    }

    /** Values of changes that lost do not count. */
    private void requireFitting(String winners, ColumnSet set) {
        List<String> unfit = IntStream.range(0, set.columns().size())
                .mapToObj(i -> "coalesce(bool_or(v" + i + " is not null and ("
                        + ImportedValue.fits(set.columns().get(i).type(), "v" + i) + ") is not true), false)")
                .toList();
        List<Boolean> found = handle.createQuery(SqlFile.of(ServerImport.class, "unfit"))
                .define("unfit", String.join(", ", unfit))
                .define("winners", winners)
                .map((row, context) -> {
                    List<Boolean> flags = new ArrayList<>();
                    for (int i = 1; i <= unfit.size(); i++) {
                        flags.add(row.getBoolean(i));
                    }
                    return flags;
                })
                .one();
        refuseIf(
                found.contains(true),
                "column \""
                        + set.columns().get(Math.max(0, found.indexOf(true))).name() + "\" has values of a rare form");
    }

    private long fill(StagingTable staging, String winners, List<String> values, boolean removed) {
        staging.create(handle);
        List<String> names = Stream.concat(
                        Stream.of(TargetTable.POSITION_COLUMN),
                        staging.columns().stream().map(TargetColumn::name))
                .toList();
        return handle.createUpdate(SqlFile.of(ServerImport.class, "stage"))
                .define("staging", Identifier.quote(staging.name()))
                .define("columns", Identifier.list(names))
                .define("values", "position, " + String.join(", ", values))
                .define("winners", winners)
                .bind("removed", removed)
                .execute();
    }

    /** A row is not named here: if one is refused, the load begins anew by COPY, which names it. */
    private static Optional<StagedTable> staged(StagingTable table, long rows) {
        return rows == 0
                ? Optional.empty()
                : Optional.of(new StagedTable(
                        RowSource.temporaryTable(table.name()),
                        table.columns(),
                        List.of(),
                        rows,
                        line -> Optional.empty()));
    }
}
