package io.tidemark.sandbox.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.sandbox.SandboxPostgres;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final SandboxPostgres SOURCE = SandboxPostgres.sharedSource();
    private static final String EVERYTHING = """
            select md5(coalesce((select string_agg(o::text, '|' order by order_id) from orders o), '')
                || coalesce((select string_agg(d::text, '|' order by order_id, product_id) from order_details d), ''))
            """;

    @Test
    void the_same_seed_does_the_same() {
        Jdbi first = lived(7, 150);
        Jdbi second = lived(7, 150);

        assertThat(value(second, EVERYTHING)).isEqualTo(value(first, EVERYTHING));
        assertThat(value(lived(8, 150), EVERYTHING)).isNotEqualTo(value(first, EVERYTHING));
        assertThat(value(first, "select (count(*) > 10)::text from orders where sales_channel is not null"))
                .isEqualTo("true");
        assertThat(value(first, "select (max(length(status)) > 20)::text from orders"))
                .isEqualTo("true");
        assertThat(value(first, "select (max(pg_column_size(attributes)) > 2500)::text from orders"))
                .as("some values are too large for their rows")
                .isEqualTo("true");
    }

    @Test
    void everything_in_the_mix_can_be_had_alone() {
        for (Behaviour behaviour : Behaviour.values()) {
            Jdbi source = SOURCE.jdbi(SOURCE.createDatabase("shop"));
            try (Workload workload = Workload.create(source, 3, new Mix(Map.of(behaviour, 1)), 20)) {
                String before = value(source, EVERYTHING);

                workload.run(3);

                List<Behaviour> invisible = List.of(Behaviour.ABORT, Behaviour.REGRET, Behaviour.HESITATE);
                assertThat(before.equals(value(source, EVERYTHING)))
                        .as("%s leaves no trace", behaviour)
                        .isEqualTo(invisible.contains(behaviour));
            }
            if (behaviour == Behaviour.HESITATE) {
                assertThat(value(source, "select count(*)::text from orders"))
                        .as("what stayed open is committed at the end")
                        .isEqualTo("29");
            }
        }
    }

    @Test
    void a_mix_needs_something_to_do() {
        assertThat(Mix.usual().weights().keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Behaviour.values()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Mix(Map.of(Behaviour.SCAN, 0)))
                .withMessage("weights must not be negative, and one must not be 0: {SCAN=0}");
    }

    private static Jdbi lived(long seed, int transactions) {
        Jdbi source = SOURCE.jdbi(SOURCE.createDatabase("shop"));
        try (Workload workload = Workload.create(source, seed, Mix.usual(), 50)) {
            workload.run(transactions);
            for (Alteration alteration : Alteration.values()) {
                workload.alter(alteration);
            }
            workload.run(transactions);
        }
        return source;
    }

    private static String value(Jdbi source, String query) {
        return source.withHandle(
                handle -> handle.createQuery(query).mapTo(String.class).one());
    }
}
