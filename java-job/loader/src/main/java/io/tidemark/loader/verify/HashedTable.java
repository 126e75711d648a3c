package io.tidemark.loader.verify;

import static java.util.stream.Collectors.joining;

import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.Query;

/**
 * One side of a comparison: a table of a database, whose rows count where {@code condition} holds of {@code r}. A row falls
 * into one of 65,536 buckets by its key, and has a hash of 64 bits of its key and its compared values. Both come from
 * PostgreSQL's MD5 of texts, so that two servers of different versions agree on them.
 *
 * @param from the table's name in SQL
 * @param key expressions over {@code r} whose texts tell one key from another
 * @param values expressions over {@code r} whose texts are equal where the values are
 */
public record HashedTable(Handle handle, String from, List<String> key, List<String> values, String condition) {

    private static final int FETCHED_ROWS = 10_000;

    public HashedTable {
        key = List.copyOf(key);
        values = List.copyOf(values);
    }

    /** A bucket's rows: how many they are, and their hashes exclusively or'ed. */
    public record Bucket(int number, long rows, long hash) {}

    /** A row: {@code keyHash} in hexadecimal digits tells its key from all others, {@code key} shows it to people. */
    public record Row(String keyHash, String key, long hash) {}

    /** Has PostgreSQL write texts as the other side does, for the rest of the transaction. */
    public void fixTexts() {
        handle.createQuery(SqlFile.of(HashedTable.class, "texts"))
                .mapTo(String.class)
                .list();
    }

    /** The buckets that have rows. */
    public List<Bucket> buckets() {
        return filled("buckets")
                .map((row, context) -> new Bucket(row.getInt("bucket"), row.getLong("row_count"), row.getLong("hash")))
                .list();
    }

    /** The rows of buckets, in the order of their {@code keyHash}; to be read within the transaction. */
    public ResultIterable<Row> rows(List<Integer> buckets) {
        return filled("rows")
                .bindArray("buckets", Integer.class, buckets)
                .setFetchSize(FETCHED_ROWS)
                .map((row, context) -> new Row(row.getString("key_hash"), row.getString("key"), row.getLong("hash")));
    }

    /** An expression over {@code r}: the row's {@code keyHash}. */
    public String keyHash() {
        return "md5(row(" + String.join(", ", key) + ")::text)";
    }

    private Query filled(String statement) {
        return handle.createQuery(SqlFile.of(HashedTable.class, statement))
                .define("table", from)
                .define("key_hash", keyHash())
                .define("key", key.stream().map(part -> "(" + part + ")::text").collect(joining(", ")))
                .define("all", Stream.concat(key.stream(), values.stream()).collect(joining(", ")))
                .define("condition", condition);
    }

    /** The name of a column in these expressions. */
    public static String column(String name) {
        return "r." + Identifier.quote(name);
    }
}
