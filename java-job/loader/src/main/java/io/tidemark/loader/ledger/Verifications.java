package io.tidemark.loader.ledger;

import io.tidemark.loader.model.Run;
import io.tidemark.loader.model.Verified;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.sql.StateNames;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** What comparisons of the target have found, and up to when it is known to be right. */
public final class Verifications {

    private final StateNames state;
    private final String pipeline;

    public Verifications(StateNames state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    public void add(Handle handle, Verified found, Run run) {
        named(handle.createUpdate(SqlFile.of(Verifications.class, "add")))
                .bind("runId", run.id())
                .bind("against", found.against().name().toLowerCase(Locale.ROOT))
                .bindBySqlType(
                        "through",
                        found.verifiedThrough()
                                .map(through -> through.atOffset(ZoneOffset.UTC))
                                .orElse(null),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .bind("expectedRows", found.expectedRows())
                .bind("foundRows", found.foundRows())
                .bind("missing", found.missing())
                .bind("extra", found.extra())
                .bind("different", found.different())
                .bind("inFlight", found.inFlight())
                .bind("gone", found.gone().size())
                .bind("repaired", found.repaired())
                .execute();
    }

    /** The highest end of an hour up to which the table was found right. */
    public Optional<Instant> through(Handle handle) {
        return named(handle.createQuery(SqlFile.of(Verifications.class, "through")))
                .mapTo(OffsetDateTime.class)
                .findOne()
                .map(OffsetDateTime::toInstant);
    }

    private <T extends SqlStatement<T>> T named(T statement) {
        return statement.define("state", state.quoted()).bind("pipeline", pipeline);
    }
}
