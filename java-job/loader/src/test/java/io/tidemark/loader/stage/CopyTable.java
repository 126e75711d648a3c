package io.tidemark.loader.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.sql.RowSource;
import io.tidemark.sandbox.SandboxPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Values of one type on their way through an encoder, and then both through a real COPY and as a parameter. Each comes
 * with a text that PostgreSQL itself reads as the same value: what the encoder takes must be that, what it refuses must be
 * something that PostgreSQL would round or refuse.
 */
final class CopyTable {

    private static final SandboxPostgres POSTGRES = SandboxPostgres.shared();
    private static final Jdbi JDBI = Jdbi.create(
            POSTGRES.url(POSTGRES.createDatabase("encoders")) + "?binaryTransferEnable=" + RowSource.UNKNOWN_TYPE,
            POSTGRES.user(),
            POSTGRES.password());

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
        String withoutModifier = sql.replaceFirst("\\(.*\\)", "");
        return new CopyTable(new ColumnType(sql, withoutModifier, kind, precision, scale), exactType);
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
        EncodedRows rows = encoder.take(new byte[0]);
        return Stream.of(false, true)
                .flatMap(parameters -> wrong(rows, parameters).stream())
                .toList();
    }

    private List<String> wrong(EncodedRows rows, boolean parameters) {
        return JDBI.inTransaction(handle -> {
            assign(handle, stage(handle, rows, parameters));
            return handle.createQuery("select e.text || ' became ' || a.value::text || case when :parameters"
                            + " then ', sent as a parameter' else '' end"
                            + "  from assigned a join unnest(:texts) with ordinality as e (text, number) using (number)"
                            + " where a.value::text is distinct from (e.text::<exact>::<type>)::text")
                    .define("type", column.type().sql())
                    .define("exact", exactType)
                    .bind("parameters", parameters)
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

    /** As a merge writes the values to the target. */
    private void assign(Handle handle, RowSource staged) {
        handle.execute("create temporary table assigned (number bigint, value "
                + column.type().sql() + ") on commit drop");
        int assigned = staged.bindTo(
                        handle.createUpdate(
                                "insert into assigned select row_number() over (order by _cdc_position), value from <staged> s"))
                .define("staged", staged.from())
                .execute();
        assertThat(assigned).isEqualTo(taken.size());
    }

    private RowSource stage(Handle handle, EncodedRows rows, boolean parameters) {
        StagingTable table = new StagingTable("copied", List.of(column), List.of());
        try {
            Room room = parameters ? Room.forParameters(handle, Long.MAX_VALUE) : Room.none("copied");
            StagingArea area = new StagingArea(table, handle, room);
            try (StagingArea.Filling filling = area.fill()) {
                filling.write(rows.bytes(), rows.length(), rows.rows());
                filling.finish();
            }
            assertThat(area.source().isTable()).isEqualTo(!parameters);
            return area.source();
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
