package io.tidemark.loader.load;

import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.verify.HashedTable;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/** Copies rows of the source by the hashes of their keys, in the text form of COPY, which any two servers share. */
final class SourceRows {

    private static final int KEYS_AT_ONCE = 10_000;

    private final Handle source;
    private final HashedTable table;
    private final List<TargetColumn> columns;

    /** Of the table, these columns. */
    SourceRows(HashedTable table, List<TargetColumn> columns) {
        this.source = table.handle();
        this.table = table;
        this.columns = List.copyOf(columns);
    }

    /** Copies the rows of those keys into a temporary table that has the columns. */
    void copy(List<String> keyHashes, Handle target, String into) {
        try {
            CopyManager from = source.getConnection().unwrap(PGConnection.class).getCopyAPI();
            CopyManager to = target.getConnection().unwrap(PGConnection.class).getCopyAPI();
            for (int first = 0; first < keyHashes.size(); first += KEYS_AT_ONCE) {
                List<String> some = keyHashes.subList(first, Math.min(keyHashes.size(), first + KEYS_AT_ONCE));
                copy(from.copyOut(reading(some)), to.copyIn(writing(into)));
            }
        } catch (SQLException e) {
            throw SqlFailures.translate("copying rows of the source", e);
        }
    }

    private static void copy(CopyOut from, CopyIn to) throws SQLException {
        for (byte[] row = from.readFromCopy(); row != null; row = from.readFromCopy()) {
            to.writeToCopy(row, 0, row.length);
        }
        to.endCopy();
    }

    private String reading(List<String> keyHashes) {
        String hashes = keyHashes.stream().map(hash -> "'" + hash + "'").collect(Collectors.joining(", "));
        return "copy (select " + Identifier.list("r", names()) + " from " + table.from() + " r where " + table.keyHash()
                + " in (" + hashes + ")) to stdout";
    }

    private String writing(String into) {
        return "copy pg_temp." + Identifier.quote(into) + " (" + Identifier.list(names()) + ") from stdin";
    }

    private List<String> names() {
        return columns.stream().map(TargetColumn::name).toList();
    }
}
