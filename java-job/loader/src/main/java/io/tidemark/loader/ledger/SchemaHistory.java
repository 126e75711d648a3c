package io.tidemark.loader.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.loader.model.ObjectEvidence;
import io.tidemark.loader.model.Run;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Which schemas the objects of a pipeline have had, and what was done to the target for them. */
public final class SchemaHistory {

    private final StateNames state;
    private final String pipeline;

    public SchemaHistory(StateNames state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    /** Notes the schema of an object unless it is known; {@code ddl} are the statements that it led to. */
    public void add(Handle handle, ObjectEvidence evidence, List<String> ddl, Run run) {
        handle.createUpdate(SqlFile.of(SchemaHistory.class, "add"))
                .define("state", state.quoted())
                .bind("pipeline", pipeline)
                .bind("fingerprint", fingerprint(evidence.avroSchema()))
                .bind("schema", evidence.avroSchema())
                .bindArray("ddl", String.class, ddl)
                .bind("key", evidence.object().key())
                .bind("runId", run.id())
                .execute();
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
