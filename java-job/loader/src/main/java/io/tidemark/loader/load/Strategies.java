package io.tidemark.loader.load;

import io.tidemark.loader.model.ChosenStrategy;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.Pipeline.Strategy;
import io.tidemark.loader.stage.Room;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** Chooses how the winners of a load reach the table: to add a way, begin here. */
final class Strategies {

    /** Below it, creating and filling temporary tables costs more than it saves. */
    static final long MOST_ROWS_OF_AUTO = 2_000;

    private Strategies() {}

    /** How many rows of this load may be sent as parameters. */
    static Room room(Handle handle, Pipeline pipeline) {
        try {
            return switch (pipeline.target().strategy()) {
                case AUTO -> Room.forParameters(handle, MOST_ROWS_OF_AUTO);
                case UPSERT -> Room.forParameters(handle, Long.MAX_VALUE);
                case COPY -> Room.none("configured");
                case SERVER_IMPORT -> Room.none("rows may be set aside one by one");
            };
        } catch (SQLException e) {
            throw SqlFailures.translate("choosing a strategy", e);
        }
    }

    /** What was chosen in the end. */
    static ChosenStrategy chosen(Pipeline pipeline, Room room) {
        return room.whyCopied()
                .map(why -> new ChosenStrategy(Strategy.COPY, why))
                .orElseGet(() -> new ChosenStrategy(
                        Strategy.UPSERT,
                        pipeline.target().strategy() == Strategy.UPSERT
                                ? "configured"
                                : room.rows() + " rows, of which up to " + MOST_ROWS_OF_AUTO
                                        + " are sent as parameters"));
    }
}
