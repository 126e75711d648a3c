package io.tidemark.loader.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.sandbox.SandboxPostgres;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names may hold whatever looks like a parameter, a quote or a comment: PostgreSQL's answer is the judge. */
class NamedParametersTest {

    private static final Jdbi JDBI = SandboxPostgres.shared().jdbi("postgres");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x", "x\"", "\":x", "\"", "\"\"", "\\\"", "\\", ":x", "::x", "x\"\":y", "--", "/*", "*/", "'", "$$",
                "$a$", "?", "<x>", "a\nb"
            })
    void parametersAroundANameAreFound(String name) {
        try (Handle handle = JDBI.open()) {
            handle.getConfig(SqlStatements.class).setSqlParser(new NamedParameters());

            String found = handle.createQuery("select concat_ws('|', cast(:one as text), <name>.<name>, $$:a$$, ':b',"
                            + " 'it''s :c', $x$:d$x$, :two::text) /* :e */"
                            + " from (select cast(:three as text) as <name>) as <name> -- :f")
                    .define("name", Identifier.quote(name))
                    .bind("one", 1)
                    .bind("two", 2)
                    .bind("three", 3)
                    .mapTo(String.class)
                    .one();

            assertThat(found).isEqualTo("1|3|:a|:b|it's :c|:d|2");
        }
    }
}
