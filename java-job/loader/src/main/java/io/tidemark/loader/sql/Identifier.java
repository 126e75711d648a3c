package io.tidemark.loader.sql;

import java.util.Collection;
import java.util.stream.Collectors;

/** Turns names into SQL: always in double quotes, so that case, spaces and keywords do not matter. */
public final class Identifier {

    /** Bytes of a name that PostgreSQL tells from others; what is behind them it cuts off (NAMEDATALEN). */
    public static final int LONGEST = 63;

    private Identifier() {}

    public static String quote(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("U+0000 in an identifier");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String qualified(String schema, String name) {
        return quote(schema) + "." + quote(name);
    }

    /** {@code "a", "b"}. */
    public static String list(Collection<String> names) {
        return names.stream().map(Identifier::quote).collect(Collectors.joining(", "));
    }

    /** {@code alias."a", alias."b"}. */
    public static String list(String alias, Collection<String> names) {
        return names.stream().map(name -> alias + "." + quote(name)).collect(Collectors.joining(", "));
    }

    /** {@code left."a" = right."a" and left."b" = right."b"}. */
    public static String equal(String left, String right, Collection<String> names) {
        return names.stream()
                .map(name -> left + "." + quote(name) + " = " + right + "." + quote(name))
                .collect(Collectors.joining(" and "));
    }
}
