package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.EnvironmentException;
import io.tidemark.loader.model.ObjectEvidence;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.sql.SqlFile;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** One CSV object in a temporary table of texts, into which the server fetched it. There is one at a time. */
final class ImportedObject {

    private static final String TABLE = "tidemark_import";

    private final Handle handle;
    private final Pipeline.Csv csv;
    private final ImportedColumns columns;
    private final SourceObject source;

    ImportedObject(Handle handle, Pipeline.Csv csv, ImportedColumns columns) {
        this.handle = handle;
        this.csv = csv;
        this.columns = columns;
        this.source = columns.object().reader().object();
    }

    /**
     * Has the server fetch the object, all of it and as it was listed.
     *
     * @throws ConfigurationException if the server does not let this user import
     * @throws EnvironmentException if the server cannot fetch it, or if it is no longer the one that was listed
     */
    void fetch(String region) {
        update("create")
                .define(
                        "columns",
                        columns.all().stream().map(name -> name + " text").collect(joining(", ")))
                .execute();
        try {
            handle.createQuery(SqlFile.of(ImportedObject.class, "fetch"))
                    .bind("table", TABLE)
                    .bind("columns", String.join(",", columns.all()))
                    .bind("options", options())
                    .bind("bucket", source.bucket())
                    .bind("key", source.key())
                    .bind("region", region)
                    .mapTo(String.class)
                    .one();
        } catch (JdbiException e) {
            throw notFetched(SqlFailures.find(e).orElseThrow(() -> e));
        }
        if (source.size() > 0) {
            columns.object().content().read(0, ByteBuffer.allocate(1)); // fails if the object has changed
        }
    }

    private RuntimeException notFetched(SQLException failure) {
        String attempt = "having the server import " + source.uri();
        RuntimeException meaning = SqlFailures.translate(attempt, failure);
        if ("42501".equals(failure.getSQLState())) {
            return new ConfigurationException(
                    attempt + ": the user of target.user may not; run: grant usage on schema aws_s3, aws_commons to it;"
                            + " grant execute on all functions in schema aws_s3, aws_commons to it",
                    failure);
        }
        if (meaning instanceof DataRefusedException) {
            return new ImportRefusedException(source.key() + " is no CSV that the server can import");
        }
        return meaning instanceof EnvironmentException
                ? new EnvironmentException(
                        meaning.getMessage() + "; the server itself needs a role with s3:GetObject (feature s3Import),"
                                + " a way to S3, and s3.region as the bucket's region",
                        failure)
                : meaning;
    }

    /** What the object holds; the keys that it changes are counted by {@link #addTo}. */
    ObjectEvidence survey() {
        handle.createUpdate(SqlFile.of(ImportedObject.class, "create_written_bytes"))
                .execute();
        int delimitersAndEnd = columns.all().size();
        String bytes = columns.all().stream()
                .map(name -> "pg_temp.tidemark_written_bytes(" + name + ", :delimiter, :null_value)")
                .collect(joining(" + ", delimitersAndEnd + " + ", ""));
        String sequence =
                columns.sequence().map(name -> name + " collate \"C\"").orElse("null::text");
        return fill(handle.createQuery(SqlFile.of(ImportedObject.class, "survey")))
                .define("plain", columns.plain())
                .define("bytes", bytes)
                .define("sequence", sequence)
                .bind("delimiter", String.valueOf(csv.delimiter()))
                .bind("null_value", csv.nullValue())
                .map((row, context) -> {
                    requirePlain(row.getLong("strange"), row.getLong("bytes"));
                    return evidence(
                            List.of(row.getLong("inserts"), row.getLong("updates"), row.getLong("deletes")),
                            row.getString("first"),
                            row.getString("last"));
                })
                .one();
    }

    /** Adds the changes to a table of them, and answers how many keys they change. */
    long addTo(String changes, List<TargetColumn> target) {
        OpenObject object = columns.object();
        List<String> values = new ArrayList<>(columns.keyValues(object.roles().key()));
        object.fileColumns(target).forEach(name -> values.add(columns.column(name)));
        placed(fill(update("changes")))
                .define("changes", changes)
                .define("columns", String.join(", ", values))
                .bind("object", object.number())
                .execute();
        List<String> before = object.roles().before();
        return before.isEmpty() ? 0 : addOldKeys(changes, before);
    }

    private long addOldKeys(String changes, List<String> before) {
        OpenObject object = columns.object();
        return placed(fill(update("old_keys")))
                .define("changes", changes)
                .define("names", String.join(", ", ServerImport.keyNames(before.size())))
                .define("is_known", columns.column(before.get(0)) + " is not null")
                .define("before", String.join(", ", columns.comparableKey(before)))
                .define(
                        "keys",
                        String.join(", ", columns.comparableKey(object.roles().key())))
                .bind("object", object.number())
                .execute();
    }

    void drop() {
        update("drop").execute();
    }

    private String options() {
        return "(format csv, encoding 'UTF8', header " + csv.header() + ", delimiter "
                + quoted(String.valueOf(csv.delimiter())) + ", null " + quoted(csv.nullValue()) + ")";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** An object that does not have as many bytes as DMS would have written was not read as the loader would read it. */
    private void requirePlain(long strange, long bytes) {
        if (strange > 0) {
            throw new ImportRefusedException(source.key() + " has operations, positions or keys of a rare form");
        }
        long header = columns.names().stream()
                .mapToLong(name -> csv.header() ? 1L + name.getBytes(UTF_8).length : 0)
                .sum();
        if (header + bytes != source.size()) {
            throw new ImportRefusedException(source.key() + " is not written as DMS writes CSV: a line feed behind each"
                    + " row, and quotes only where RFC 4180 needs them");
        }
    }

    private ObjectEvidence evidence(List<Long> counts, @Nullable String first, @Nullable String last) {
        boolean placed = columns.isFullLoad() && counts.get(0) > 0;
        return new ObjectEvidence(
                source,
                columns.object().versionId(),
                counts.get(0),
                counts.get(1),
                counts.get(2),
                0,
                0,
                placed ? fullLoad() : positionOf(first),
                placed ? fullLoad() : positionOf(last),
                null,
                columns.object().reader().avroSchema());
    }

    private static @Nullable Position positionOf(@Nullable String sequence) {
        return sequence == null
                ? null
                : new Position(
                        Long.parseLong(sequence.substring(0, Position.TIME_DIGITS)),
                        Long.parseLong(sequence.substring(Position.TIME_DIGITS)),
                        0);
    }

    private <T extends SqlStatement<T>> T fill(T statement) {
        return statement.define("table", TABLE).define("operation", columns.operation());
    }

    /** With the stored form of positions. */
    private Update placed(Update statement) {
        Optional<String> sequence = columns.sequence();
        return sequence.isPresent()
                ? statement.define(
                        "position",
                        "int8send(left(" + sequence.get() + ", 16)::bigint) || int8send(substr(" + sequence.get()
                                + ", 17)::bigint)")
                : statement
                        .define("position", ":position")
                        .bind("position", fullLoad().toBytes());
    }

    private Position fullLoad() {
        return columns.object().roles().fullLoad();
    }

    private Update update(String statement) {
        return handle.createUpdate(SqlFile.of(ImportedObject.class, statement)).define("table", TABLE);
    }
}
