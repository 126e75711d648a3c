package io.tidemark.sandbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The reference table {@code public.orders}: one column of each common type, a primary key and a secondary index.
 *
 * <p>Stateless.
 */
public final class OrdersTable {

    /** The table's name with its schema. */
    public static final String NAME = "public.orders";

    /** The primary key. */
    public static final List<String> KEY = List.of("order_id");

    private static final int FETCH_ROWS = 2_000;
    private static final int AMOUNT_BYTES = 6; // What twelve decimal digits and a sign need.

    private OrdersTable() {}

    /** The statements that create the table and its index. */
    public static String ddl() {
        return Resources.text("orders.sql");
    }

    /** Creates the table and its index. */
    public static void create(Jdbi database) {
        database.useHandle(handle -> handle.createScript(ddl()).execute());
    }

    /** The columns, in order. */
    public static List<String> columns() {
        return avroSchema().getFields().stream().map(Schema.Field::name).toList();
    }

    /** The source columns as DMS maps them: uuid and jsonb as strings, both timestamps in microseconds. */
    public static Schema avroSchema() {
        Schema text = Schema.create(Schema.Type.STRING);
        Schema timestamp = logical(Schema.Type.LONG, LogicalTypes.timestampMicros());
        Schema amount =
                LogicalTypes.decimal(12, 2).addToSchema(Schema.createFixed("amount_decimal", null, null, AMOUNT_BYTES));
        return Schema.createRecord(
                "orders",
                null,
                null,
                false,
                List.of(
                        DmsSchemas.optional("order_id", Schema.create(Schema.Type.LONG)),
                        DmsSchemas.optional("customer_id", Schema.create(Schema.Type.LONG)),
                        DmsSchemas.optional("status", text),
                        DmsSchemas.optional("amount", amount),
                        DmsSchemas.optional("currency", text),
                        DmsSchemas.optional("note", text),
                        DmsSchemas.optional("attributes", text),
                        DmsSchemas.optional("paid", Schema.create(Schema.Type.BOOLEAN)),
                        DmsSchemas.optional("placed_at", timestamp),
                        DmsSchemas.optional("updated_at", timestamp),
                        DmsSchemas.optional("ship_date", logical(Schema.Type.INT, LogicalTypes.date())),
                        DmsSchemas.optional("reference", text)));
    }

    /** Writers of the table's DMS files in the standard format. */
    public static DmsFiles dmsFiles() {
        return DmsFiles.of(avroSchema(), KEY);
    }

    /** Hands the table's rows, in key order and streamed from the server, to {@code use}; ignores other columns. */
    public static <T> T read(Jdbi database, Function<Stream<OrderRow>, T> use) {
        // A transaction, because without one the driver fetches the whole table at once.
        return database.inTransaction(handle -> {
            try (Stream<OrderRow> rows = handle
                    .createQuery(Resources.text("orders-in-key-order.sql"))
                    .setFetchSize(FETCH_ROWS)
                    .map((result, context) -> row(result))
                    .stream()) {
                return use.apply(rows);
            }
        });
    }

    /** Compares the table row by row and column by column with the truth, which must come in key order. */
    public static TableComparison compare(Jdbi database, Stream<OrderRow> truth) {
        return read(database, rows -> TableComparison.of(truth.iterator(), rows.iterator()));
    }

    private static OrderRow row(ResultSet result) throws SQLException {
        OffsetDateTime updatedAt = result.getObject("updated_at", OffsetDateTime.class);
        return new OrderRow(
                result.getLong("order_id"),
                result.getLong("customer_id"),
                result.getString("status"),
                result.getBigDecimal("amount"),
                result.getString("currency"),
                result.getString("note"),
                result.getString("attributes"),
                result.getObject("paid", Boolean.class),
                result.getObject("placed_at", LocalDateTime.class),
                instant(updatedAt),
                result.getObject("ship_date", LocalDate.class),
                result.getObject("reference", UUID.class));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static Schema logical(Schema.Type type, LogicalType logicalType) {
        return logicalType.addToSchema(Schema.create(type));
    }
}
