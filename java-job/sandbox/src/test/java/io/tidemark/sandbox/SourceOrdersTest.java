package io.tidemark.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.OrdersHistory.Size;
import java.time.LocalDateTime;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class SourceOrdersTest {

    private static final OrdersHistory HISTORY =
            OrdersHistory.of(3, LocalDateTime.of(2026, 11, 22, 20, 0), new Size(50, 3, 60));

    private final SandboxPostgres postgres = SandboxPostgres.shared();
    private final Jdbi source = postgres.jdbi(SourceOrders.create(postgres, HISTORY));

    @Test
    void the_table_is_as_after_the_last_hour() {
        assertThat(OrdersTable.compare(source, HISTORY.finalRows()).same()).isTrue();
    }

    @Test
    void every_number_of_hours_has_the_rows_after_them() {
        for (int hours = 0; hours <= HISTORY.size().hours(); hours++) {
            assertThat(rowsAfter(hours))
                    .containsExactlyElementsOf(HISTORY.rowsAfter(hours)
                            .map(row -> row.orderId() + " " + row.status() + " " + row.amount())
                            .toList());
        }
        assertThat(rowsAfter(4)).isEmpty();
    }

    private List<String> rowsAfter(int hours) {
        return source.withHandle(handle -> handle.createQuery(
                        "SELECT concat_ws(' ', order_id, status, amount) FROM public.orders_after WHERE hours = :hours"
                                + " ORDER BY order_id")
                .bind("hours", hours)
                .mapTo(String.class)
                .list());
    }
}
