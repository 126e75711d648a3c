package io.tidemark.loader.load;

import io.tidemark.loader.merge.ColumnChange;
import io.tidemark.loader.model.ColumnType;
import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.FencedOutException;
import io.tidemark.loader.model.Pipeline.NewColumn;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.model.ValueRefusedException.Cure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns that turned out to have a limit too low for a value of this load. DMS tells nothing of a change of type, so
 * that only a value can ask for it: the attempt that met the value is rolled back, and the next one has the higher limit.
 * Belongs to one thread.
 */
final class Widening {

    private final NewColumn policy;
    private final Map<String, Step> steps = new LinkedHashMap<>();

    private record Step(ColumnType from, ColumnType to) {}

    Widening(NewColumn policy) {
        this.policy = policy;
    }

    /** How many columns have been widened so far: more of them than before ask for another attempt. */
    int size() {
        return steps.size();
    }

    /** The table as it will be. A step whose column was changed by somebody else in the meantime is forgotten. */
    TargetTable applyTo(TargetTable table) {
        steps.entrySet()
                .removeIf(step -> table.column(step.getKey())
                        .filter(column -> column.type().equals(step.getValue().from()))
                        .isEmpty());
        return table.retyped(steps.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, step -> step.getValue().to())));
    }

    /** What it takes. */
    List<ColumnChange> changes(TableName table) {
        return steps.entrySet().stream()
                .map(step -> new ColumnChange(
                        ColumnChange.Kind.RETYPE,
                        table,
                        step.getKey(),
                        step.getValue().to().sql()))
                .toList();
    }

    /**
     * Makes sure that a type is not narrowed again: {@code now} is the table while this run holds the pipeline's lock.
     *
     * @throws FencedOutException if another run has changed one of the columns since it was read
     */
    void requireUnchanged(TargetTable now) {
        steps.forEach((name, step) -> {
            boolean unchanged = now.column(name)
                    .filter(column -> column.type().equals(step.from()))
                    .isPresent();
            if (!unchanged) {
                throw new FencedOutException("column \"" + name + "\" of " + now.name()
                        + " was changed by another run meanwhile; nothing was committed, retry");
            }
        });
    }

    /** Whether another attempt can take the value that was refused. */
    boolean cures(RowRefusal refusal, ColumnPlan plan) {
        return policy == NewColumn.ADD
                && refusal.cure() == Cure.HIGHER_LIMIT
                && refusal.column()
                        .flatMap(plan::known)
                        .filter(column -> !steps.containsKey(column.name()))
                        .flatMap(column -> WiderType.withHigherLimit(column.type(), plan.declared(column.name())))
                        .isPresent();
    }

    /** Notes what the refusal of a value asks for, where it may be done; otherwise says what to run. */
    DataRefusedException answer(DataRefusedException refusal, ColumnPlan plan) {
        Optional<RowRefusal> row = refusal.row().filter(found -> found.cure() != Cure.NONE);
        Optional<TargetColumn> known = row.flatMap(RowRefusal::column).flatMap(plan::known);
        if (row.isEmpty() || known.isEmpty()) {
            return refusal;
        }
        String name = known.get().name();
        ColumnType type = known.get().type();
        Optional<ColumnType> higher = row.get().cure() == Cure.HIGHER_LIMIT
                ? WiderType.withHigherLimit(type, plan.declared(name))
                : Optional.empty();
        if (higher.isPresent() && cures(row.get(), plan)) {
            steps.put(name, new Step(type, higher.get()));
            return refusal;
        }
        String wider = higher.map(ColumnType::sql).orElseGet(() -> WiderType.another(type, plan.declared(name)));
        return refusal.withRemedy("if the column holds more at the source, run: "
                + plan.retyping(name, wider).sql());
    }
}
