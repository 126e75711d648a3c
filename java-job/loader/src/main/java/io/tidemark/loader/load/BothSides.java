package io.tidemark.loader.load;

import io.tidemark.loader.ledger.Generations;
import io.tidemark.loader.merge.TargetCatalog;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.sql.Identifier;
import io.tidemark.loader.sql.SqlFile;
import io.tidemark.loader.verify.HashedTable;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Target and source, each in a transaction of its own.
 *
 * @param sourceTime the time at the source when its transaction began, in UTC
 */
record BothSides(
        Handle target, HashedTable source, ComparedTables tables, Generation generation, LocalDateTime sourceTime) {

    /** Works on both: with repeatable reads the target is seen at one moment, and the source at a later one. */
    static <T> T in(
            Stores stores,
            Pipeline pipeline,
            Origin origin,
            TransactionIsolationLevel ofTarget,
            Function<BothSides, T> work) {
        return stores.target().inTransaction(ofTarget, target -> {
            // The first statement decides at which moment the target is seen.
            TargetTable own = Targets.require(target, pipeline, stores.state());
            Generation generation = new Generations(stores.state(), pipeline.name()).current(target);
            return origin.database().inTransaction(TransactionIsolationLevel.REPEATABLE_READ, source -> {
                LocalDateTime time = source.createQuery(SqlFile.of(BothSides.class, "time"))
                        .mapTo(LocalDateTime.class)
                        .one();
                ComparedTables tables = tables(own, source, pipeline, origin);
                String name = Identifier.qualified(
                        origin.table().schema(), origin.table().name());
                return work.apply(new BothSides(target, tables.expected(source, name), tables, generation, time));
            });
        });
    }

    private static ComparedTables tables(TargetTable own, Handle source, Pipeline pipeline, Origin origin) {
        Pipeline.Target target = pipeline.target();
        Pipeline.Target there = new Pipeline.Target(
                origin.table(),
                target.key(),
                target.deletes(),
                target.onNewColumn(),
                target.onNulCharacter(),
                List.of(),
                target.strategy());
        TargetTable other = TargetCatalog.find(source, there)
                .orElseThrow(() -> new ConfigurationException("the source has no table " + origin.table()
                        + " that this user can see; name it with --source-table SCHEMA.TABLE"));
        return ComparedTables.of(
                own,
                other,
                other.columns().stream()
                        .map(TargetColumn::name)
                        .filter(column -> !origin.ignored().contains(column))
                        .collect(Collectors.toUnmodifiableSet()),
                pipeline);
    }
}
