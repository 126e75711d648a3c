package io.tidemark.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What the source of a history looks like, in a database of its own: {@code public.orders} as it is after the last hour,
 * and {@code public.orders_after}, which has before its columns the number of hours that have passed, from 0.
 */
final class SourceOrders {

    private SourceOrders() {}

    /** Creates the database and answers its name. */
    static String create(SandboxPostgres postgres, OrdersHistory history) {
        String name = postgres.createDatabase("source");
        Jdbi database = postgres.jdbi(name);
        OrdersTable.create(database);
        database.useHandle(handle ->
                handle.createScript(Resources.text("orders-after.sql")).execute());
        CopyText.into(database, OrdersTable.NAME, history.finalRows().map(OrderRow::values));
        CopyText.into(
                database,
                "public.orders_after",
                IntStream.rangeClosed(0, history.size().hours()).boxed().flatMap(hours -> rowsAfter(history, hours)));
        return name;
    }

    private static Stream<List<@Nullable Object>> rowsAfter(OrdersHistory history, int hours) {
        return history.rowsAfter(hours).map(row -> {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(hours);
            values.addAll(row.values());
            return values;
        });
    }
}
