package io.tidemark.loader.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.ObjectEvidence;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Which schemas the objects of a pipeline have had, and what was done to the target for them. Belongs to one load. */
public final class SchemaHistory {

    private final StateNames state;
    private final String pipeline;
    private final Set<String> noted = new HashSet<>();

    /** What an object led to: the statements that were run, and its columns that are not loaded. */
    public record Notes(List<String> ddl, List<String> ignored) {

        public Notes {
            ddl = List.copyOf(ddl);
            ignored = List.copyOf(ignored);
        }

        boolean areEmpty() {
            return ddl.isEmpty() && ignored.isEmpty();
        }
    }

    private record Known(String fingerprint, String avroSchema) {}

    private record Relative(String fingerprint, Compatibility compatibility) {}

    public SchemaHistory(StateNames state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    /** The columns of the schema that was first seen last, with those that are not part of the row. */
    public List<String> newestColumns(Handle handle) {
        return known(handle).stream()
                .findFirst()
                .map(newest -> Compatibility.columns(newest.avroSchema()))
                .orElse(List.of());
    }

    /** Notes the schema of an object unless it is known, and what the object led to. */
    public void add(Handle handle, ObjectEvidence evidence, Notes notes, Run run) {
        String fingerprint = fingerprint(evidence.avroSchema());
        if (!noted.add(fingerprint) && notes.areEmpty()) {
            return;
        }
        Optional<Relative> relative = relative(handle, evidence.avroSchema());
        handle.createUpdate(SqlFile.of(SchemaHistory.class, "add"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .bind("fingerprint", fingerprint)
                .bind("schema", evidence.avroSchema())
                .bind("compatibleWith", relative.map(Relative::fingerprint).orElse(null))
                .bind(
                        "compatibility",
                        relative.map(found -> found.compatibility().stored()).orElse(null))
                .bindArray("ddl", String.class, notes.ddl())
                .bindArray("ignored", String.class, notes.ignored())
                .bind("key", evidence.object().key())
                .bind("runId", run.id())
                .execute();
    }

    /** The newest schema that a new one is compatible with; of one that is known already, the first answer stays. */
    private Optional<Relative> relative(Handle handle, String avroSchema) {
        return known(handle).stream()
                .map(earlier -> new Relative(earlier.fingerprint(), Compatibility.of(avroSchema, earlier.avroSchema())))
                .filter(relative -> relative.compatibility() != Compatibility.NONE)
                .findFirst();
    }

    private List<Known> known(Handle handle) {
        return handle.createQuery(SqlFile.of(SchemaHistory.class, "list"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .map((row, context) -> new Known(row.getString("fingerprint"), row.getString("avro_schema")))
                .list();
    }

    /** SHA-256 of the schema's text, which the format library writes the same way each time. */
    static String fingerprint(String avroSchema) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(avroSchema.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
