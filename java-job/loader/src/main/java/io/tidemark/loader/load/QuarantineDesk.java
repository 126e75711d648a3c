package io.tidemark.loader.load;

import io.tidemark.loader.ledger.Quarantine;
import io.tidemark.loader.ledger.RunLog;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.Run;
import java.util.List;
import java.util.Optional;

/** Shows what a pipeline has set aside, and takes out what nobody wants any more. */
public final class QuarantineDesk {

    private final Stores stores;
    private final Pipeline pipeline;
    private final Quarantine quarantine;

    public QuarantineDesk(Stores stores, Pipeline pipeline) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.quarantine = new Quarantine(stores.state(), pipeline.name());
    }

    public List<RowRefusal> list() {
        return stores.target()
                .withHandle(handle -> quarantine.list(handle, pipeline.source().bucket()));
    }

    /** Gives rows up: all, or those of one object, or a single one counted from 1. Answers how many. */
    public int discard(Optional<String> objectKey, Optional<Long> row, Run run) {
        return stores.target().inTransaction(handle -> {
            int discarded = quarantine.discard(handle, objectKey, row);
            new RunLog(stores.state(), pipeline.name())
                    .add(
                            handle,
                            run,
                            Optional.empty(),
                            RunLog.Outcome.of("discarded " + discarded + (discarded == 1 ? " row" : " rows")));
            return discarded;
        });
    }
}
