package io.tidemark.loader.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.testing.Workbench;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What PostgreSQL packs into the modifier of a type. */
class TargetCatalogTest {

    @Test
    void limitsOfTypesAreReadFromTheirModifiers() {
        Workbench bench = Workbench.empty()
                .sql(
                        "create table public.t (a numeric, b numeric(1), c numeric(5,-2), d numeric(1000,1000), e numeric(2,7),"
                                + " f varchar, g varchar(1), h char(3), i time, j time(0), k timestamp(0), l timestamptz(5), m money)");

        List<TargetColumn> columns =
                bench.jdbi().withHandle(handle -> TargetCatalog.columns(handle, new TableName("public", "t")));

        assertThat(columns)
                .extracting(column -> column.name() + " " + column.type().precision() + " "
                        + column.type().scale())
                .containsExactly(
                        "a 0 6",
                        "b 1 0",
                        "c 5 -2",
                        "d 1000 1000",
                        "e 2 7",
                        "f 0 6",
                        "g 1 6",
                        "h 3 6",
                        "i 0 6",
                        "j 0 0",
                        "k 0 0",
                        "l 0 5",
                        "m 0 2");
    }
}
