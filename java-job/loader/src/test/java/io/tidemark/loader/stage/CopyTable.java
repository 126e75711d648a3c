package io.tidemark.loader.stage;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.sandbox.SandboxPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Values of one type on their way through an encoder and a real COPY. Each comes with a text that PostgreSQL itself reads
 * as the same value: what the encoder takes must be that, what it refuses must be something that PostgreSQL would round
 * or refuse.
 */
final class CopyTable {

    private static final Jdbi JDBI =
            SandboxPostgres.shared().jdbi(SandboxPostgres.shared().createDatabase("encoders"));

    private final TargetColumn column;
    private final String exactType;
    private final RowEncoder encoder;
    private final List<String> taken = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private CopyTable(ColumnType type, String exactType) {
        this.column = new TargetColumn("value", type, false, false);
        this.exactType = exactType;
        this.encoder = new RowEncoder(
                0, new StagingTable("copied", List.of(column), List.of()), NulCharacter.FAIL, new byte[1024]);
    }

    /** Values of a type; {@code exactType} is one without limits, in which values that are not equal differ. */
    static CopyTable of(String sql, String exactType, Kind kind, int precision, int scale) {
        return new CopyTable(new ColumnType(sql, exactType, kind, precision, scale), exactType);
    }

    /** Gives a value to the encoder; {@code text} is how PostgreSQL reads it. */
    CopyTable add(String text, Consumer<ValueSink> value) {
        // A refused value leaves a field half written, so that the first try goes elsewhere.
        try {
            value.accept(ColumnEncoders.of(column, new CopyBuffer(new byte[64]), NulCharacter.FAIL));
        } catch (ValueRefusedException e) {
            refused.add(text);
            return this;
        }
        encoder.startRow(taken.size(), 1, taken.size() + 1L, 0);
        value.accept(encoder.sinks().get(0));
        taken.add(text);
        return this;
    }

    List<String> refused() {
        return refused;
    }

    int taken() {
        return taken.size();
    }

    /** What was taken and is not what PostgreSQL makes of the text; with how it looks in both. */
    List<String> wrong() {
        return JDBI.inTransaction(handle -> {
            copy(handle);
            return handle.createQuery("select e.text || ' became ' || s.value::text"
                            + "  from (select row_number() over (order by _cdc_position) as number, value from copied) s"
                            + "  join unnest(:texts) with ordinality as e (text, number) using (number)"
                            + " where s.value::text is distinct from (e.text::<exact>::<type>)::text")
                    .define("type", column.type().sql())
                    .define("exact", exactType)
                    .bindArray("texts", String.class, taken)
                    .mapTo(String.class)
                    .list();
        });
    }

    /** What was refused although PostgreSQL keeps it exactly. */
    List<String> wronglyRefused() {
        return JDBI.withHandle(
                handle -> refused.stream().filter(text -> isKept(handle, text)).toList());
    }

    private void copy(Handle handle) {
        StagingTable table = new StagingTable("copied", List.of(column), List.of());
        table.create(handle);
        EncodedRows rows = encoder.take(new byte[0]);
        try (CopyStream copy = CopyStream.into(table, handle.getConnection())) {
            copy.write(rows.bytes(), rows.length());
            if (copy.finish() != taken.size()) {
                throw new AssertionError("not every row arrived");
            }
        } catch (SQLException e) {
            throw new AssertionError(column.type() + ": " + taken, e);
        }
    }

    private boolean isKept(Handle handle, String text) {
        try {
            return handle.createQuery("select :text::<exact>::<type>::<exact> = :text::<exact>")
                    .define("type", column.type().sql())
                    .define("exact", exactType)
                    .bind("text", text)
                    .mapTo(Boolean.class)
                    .one();
        } catch (JdbiException e) {
            return false;
        }
    }
}
