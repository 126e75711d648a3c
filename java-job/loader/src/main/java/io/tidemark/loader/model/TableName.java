package io.tidemark.loader.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table with its schema, as PostgreSQL's catalogue spells them (no quotes, case kept where it was quoted). */
public record TableName(String schema, String name) {

    private static final Pattern TEXT =
            Pattern.compile("(?:(?<plainSchema>[A-Za-z_][A-Za-z0-9_$]*)|\"(?<quotedSchema>(?:[^\"]|\"\")+)\")"
                    + "\\.(?:(?<plainName>[A-Za-z_][A-Za-z0-9_$]*)|\"(?<quotedName>(?:[^\"]|\"\")+)\")");

    /** Parses {@code schema.table}; parts in double quotes keep their case, others are folded to lower case. */
    public static TableName parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigurationException(
                    "not a table name: '" + text + "'; expected schema.table, e.g. public.orders or public.\"Orders\"");
        }
        return new TableName(part(matcher, "Schema"), part(matcher, "Name"));
    }

    private static String part(Matcher matcher, String kind) {
        String quoted = matcher.group("quoted" + kind);
        return quoted == null
                ? matcher.group("plain" + kind).toLowerCase(java.util.Locale.ROOT)
                : quoted.replace("\"\"", "\"");
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
