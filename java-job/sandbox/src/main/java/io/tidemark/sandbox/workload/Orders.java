package io.tidemark.sandbox.workload;

import io.tidemark.sandbox.OrderContent;
import io.tidemark.sandbox.OrderContent.Version;
import io.tidemark.sandbox.OrderRow;
import io.tidemark.sandbox.OrdersTable;
import io.tidemark.sandbox.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * The statements of the application on its two tables. Contents come from a seed and from how many were made.
 *
 * <p>An update never sets a large column to NULL: in files of DMS that looks like a value that was not logged, unless whole
 * rows are logged. Used by one thread.
 */
final class Orders {

    private static final long FIRST_MICROS = 1_700_000_000_000_000L;
    private static final long STEP_MICROS = 1_234_567;
    private static final String LONGER = " and so on, as texts get longer";

    private final OrderContent content;
    private Map<String, String> types = Map.of();
    private boolean wide;
    private long version;

    Orders(long seed) {
        this.content = new OrderContent(seed);
    }

    static void createTables(Jdbi source) {
        OrdersTable.create(source);
        source.useHandle(handle -> handle.execute(Resources.text("workload/order-details.sql")));
    }

    /** Learns the columns, at first and after each alteration. */
    void learn(Handle handle) {
        Map<String, String> found = new LinkedHashMap<>();
        handle.createQuery(Resources.text("workload/columns.sql"))
                .map((result, context) -> Map.entry(result.getString("name"), result.getString("type")))
                .forEach(column -> found.put(column.getKey(), column.getValue()));
        types = found;
        wide = String.valueOf(found.get("status")).contains("60");
    }

    /** The numbers of all orders, in order. */
    static List<Long> numbers(Handle handle) {
        return handle.createQuery("SELECT order_id FROM public.orders ORDER BY order_id")
                .mapTo(Long.class)
                .list();
    }

    void insert(Handle handle, long order) {
        Map<String, @Nullable Object> values = values(order);
        List<String> columns = List.copyOf(types.keySet());
        execute(
                handle,
                "INSERT INTO public.orders (" + String.join(", ", columns) + ") VALUES ("
                        + columns.stream().map(this::parameter).collect(Collectors.joining(", ")) + ")",
                values,
                columns);
    }

    /** Changes what usually changes; large columns only where there is a new value for them. */
    void update(Handle handle, long order) {
        Map<String, @Nullable Object> values = values(order);
        List<String> columns = types.keySet().stream()
                .filter(column -> !List.of("order_id", "customer_id", "placed_at", "reference")
                        .contains(column))
                .filter(column -> values.get(column) != null || !isLarge(column))
                // Half of the updates leave the large values alone.
                .filter(column -> version % 2 == 0 || !isLarge(column))
                .toList();
        execute(
                handle,
                "UPDATE public.orders SET "
                        + columns.stream()
                                .map(column -> column + " = " + parameter(column))
                                .collect(Collectors.joining(", "))
                        + " WHERE order_id = " + order,
                values,
                columns);
    }

    /** Gives many orders another amount, those with this remainder, but none of some. */
    void reprice(Handle handle, int divisor, int remainder, List<Long> butNot) {
        handle.createUpdate("UPDATE public.orders SET amount = amount + 0.01, updated_at = updated_at + interval '1 s'"
                        + " WHERE order_id % :divisor = :remainder AND order_id <> ALL (:taken)")
                .bind("divisor", divisor)
                .bind("remainder", remainder)
                .bindArray("taken", Long.class, butNot)
                .execute();
    }

    /** Puts a value into an order that does not fit into its row. */
    void scan(Handle handle, long order) {
        handle.createUpdate(Resources.text("workload/grow.sql"))
                .bind("version", ++version)
                .bind("order", order)
                .execute();
    }

    void delete(Handle handle, long order) {
        handle.execute("DELETE FROM public.order_details WHERE order_id = ?", order);
        handle.execute("DELETE FROM public.orders WHERE order_id = ?", order);
    }

    void renumber(Handle handle, long order, long to) {
        handle.execute("UPDATE public.orders SET order_id = ? WHERE order_id = ?", to, order);
        handle.execute("UPDATE public.order_details SET order_id = ? WHERE order_id = ?", to, order);
    }

    void addDetail(Handle handle, long order, int product) {
        version++;
        handle.execute(
                "INSERT INTO public.order_details VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                order,
                product,
                (float) (version % 10_000) / 7,
                (int) (version % 50),
                (float) (version % 4) / 20);
    }

    void recount(Handle handle, long order) {
        handle.execute(
                "UPDATE public.order_details SET quantity = quantity + 1, discount = 0.05 WHERE order_id = ?", order);
    }

    /** Lets a detail be of a product that the order does not have yet; nothing happens to an order without details. */
    void exchange(Handle handle, long order) {
        handle.createUpdate("UPDATE public.order_details d SET product_id = (SELECT max(product_id) + 1 FROM"
                        + " public.order_details WHERE order_id = :order) WHERE order_id = :order AND product_id ="
                        + " (SELECT min(product_id) FROM public.order_details WHERE order_id = :order)")
                .bind("order", order)
                .execute();
    }

    /** The values of a new version of an order, by column. */
    private Map<String, @Nullable Object> values(long order) {
        OrderRow row = content.row(order, new Version(order, ++version, FIRST_MICROS + version * STEP_MICROS));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<String> names = OrdersTable.columns();
        for (int index = 0; index < names.size(); index++) {
            values.put(names.get(index), row.values().get(index));
        }
        if (wide) {
            values.put("status", row.status() + LONGER);
        }
        values.put("channel", "channel " + version % 3);
        values.put("sales_channel", "channel " + version % 3);
        return values;
    }

    private boolean isLarge(String column) {
        return List.of("text", "jsonb").contains(types.get(column));
    }

    private String parameter(String column) {
        return "cast(:" + column + " as " + types.get(column) + ")";
    }

    private static void execute(Handle handle, String sql, Map<String, @Nullable Object> values, List<String> columns) {
        try (Update update = handle.createUpdate(sql)) {
            for (String column : columns) {
                Object value = values.get(column);
                update.bind(column, value == null ? null : value.toString());
            }
            update.execute();
        }
    }
}
