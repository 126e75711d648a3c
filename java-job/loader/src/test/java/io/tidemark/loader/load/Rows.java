package io.tidemark.loader.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows with named columns, before a format writes them. Values are {@code Long} or {@code String}; null is NULL. */
public record Rows(List<String> columns, List<List<@Nullable Object>> values) {

    /** The columns of the table that the contract's cases load, where DMS writes them. */
    static final String[] COLUMNS = {"Op", "dms_commit_ts", "id", "name", "note", "dms_change_seq", "BI_id"};

    public static Rows of(String... columns) {
        return new Rows(List.of(columns), new ArrayList<>());
    }

    /** With {@link #COLUMNS}. */
    static Rows changes() {
        return of(COLUMNS);
    }

    public Rows row(@Nullable Object... row) {
        if (row.length != columns.size()) {
            throw new IllegalArgumentException(row.length + " values for " + columns);
        }
        values.add(Collections.unmodifiableList(Arrays.asList(row.clone())));
        return this;
    }

    /** A row of {@link #changes}; {@code at} gives commit time and change sequence. */
    Rows change(String operation, long at, long id, @Nullable String name) {
        return row(operation, time(at), id, name, null, ChangeFile.sequence(at), null);
    }

    /** An update that changes the key. */
    Rows move(long at, long before, long id, String name) {
        return row("U", time(at), id, name, null, ChangeFile.sequence(at), before);
    }

    static String time(long at) {
        return ChangeFile.START.plusSeconds(at).toString().replace('T', ' ').substring(0, 16)
                + String.format(java.util.Locale.ROOT, ":%02d.000000", at % 60);
    }
}
