package io.tidemark.loader.load;

import io.tidemark.loader.model.TableName;
import java.time.Duration;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/**
 * The table that a target is a copy of.
 *
 * @param ignored columns that are not compared, since DMS writes them in another form
 * @param patience how long to wait for DMS to write changes that the source has
 */
public record Origin(Jdbi database, TableName table, Set<String> ignored, Duration patience) {

    public Origin {
        ignored = Set.copyOf(ignored);
    }
}
