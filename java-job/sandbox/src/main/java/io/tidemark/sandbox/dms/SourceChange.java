package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.DmsChange.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change as the log has it.
 *
 * @param keyBefore the key's values before an update that changed it, else empty
 * @param values the table's columns; null also where a value was not logged
 * @param transaction its number at the source
 */
record SourceChange(
        TableFiles files,
        Operation operation,
        List<Object> keyBefore,
        List<@Nullable Object> values,
        Instant committed,
        long transaction,
        long lsn) {}
