package io.tidemark.loader.merge;

import io.tidemark.loader.model.TableName;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** A change of one column of a target table: {@code type} is its new one, in PostgreSQL's words. */
public record ColumnChange(Kind kind, TableName table, String column, String type) {

    private static final Pattern PLACE = Pattern.compile("<(\\w+)>");

    /** What is changed. */
    public enum Kind {
        /** A column that the source has and the target lacks; rows that are there get NULL. */
        ADD("add_column"),
        /** The type. */
        RETYPE("change_type");

        private final String statement;

        Kind(String statement) {
            this.statement = statement;
        }
    }

    /** Does it. */
    public void apply(Handle handle) {
        Update statement = handle.createUpdate(template());
        names().forEach(statement::define);
        statement.execute();
    }

    /** The statement, for people who run it themselves and for the schema history. */
    public String sql() {
        Map<String, String> names = names();
        return PLACE.matcher(template())
                .replaceAll(place -> Matcher.quoteReplacement(names.getOrDefault(place.group(1), place.group())));
    }

    private String template() {
        return SqlFile.of(ColumnChange.class, kind.statement).strip();
    }

    private Map<String, String> names() {
        return Map.of(
                "table", Identifier.qualified(table.schema(), table.name()),
                "column", Identifier.quote(column),
                "type", type);
    }
}
