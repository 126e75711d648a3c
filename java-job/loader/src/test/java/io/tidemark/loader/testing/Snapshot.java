package io.tidemark.loader.testing;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Every row and every column of the target tables and of the state tables, as text. Not of {@code run} and {@code fence}:
 * each attempt leaves a row there by design.
 */
public record Snapshot(SortedMap<String, List<String>> content) {

    private static final String TABLES = """
            select format('%I.%I', n.nspname, c.relname)
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p')
               and n.nspname not in ('pg_catalog', 'information_schema')
               and n.nspname not like 'pg\\_%'
               and not (n.nspname = 'tidemark' and c.relname in ('run', 'fence'))
             order by 1
            """;

    private static final String COLUMNS = """
            select attname || ' ' || format_type(atttypid, atttypmod)
              from pg_attribute
             where attrelid = to_regclass(:table) and attnum > 0 and not attisdropped
             order by attnum
            """;

    public static Snapshot of(Jdbi database) {
        return database.withHandle(handle -> {
            SortedMap<String, List<String>> content = new TreeMap<>();
            for (String table : texts(handle, TABLES)) {
                content.put(table, texts(handle, "select t::text from " + table + " as t order by 1"));
                content.put(
                        table + " (columns)",
                        handle.createQuery(COLUMNS)
                                .bind("table", table)
                                .mapTo(String.class)
                                .list());
            }
            return new Snapshot(content);
        });
    }

    private static List<String> texts(Handle handle, String query) {
        return handle.createQuery(query).mapTo(String.class).list();
    }
}
