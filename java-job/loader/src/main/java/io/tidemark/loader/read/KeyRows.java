package io.tidemark.loader.read;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads from rows what decides the fold: operation, position, key, what was not logged, and the before image of the key. */
public final class KeyRows extends RowRules {

    private final ChangeColumns roles;
    private final ChangeScan scan;
    private RowField[] key = {};
    private RowField[] before = {};
    private RowField[] kept = {};

    public KeyRows(SourceObject object, ChangeColumns roles, ChangeScan scan) {
        super(object, roles, roles.operation());
        this.roles = roles;
        this.scan = scan;
    }

    /** The columns that this needs. */
    public List<String> columns() {
        return Stream.of(commonColumns(), roles.key().stream(), roles.before().stream(), roles.kept().stream())
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    /** Takes the fields that show the rows from now on. */
    public void bind(Function<String, RowField> fields) {
        bindCommon(fields);
        key = fields(roles.key(), fields);
        before = fields(roles.before(), fields);
        kept = fields(roles.kept(), fields);
    }

    /**
     * Reads the row that the fields show; its number counts from 0.
     *
     * @throws io.tidemark.loader.model.DataRefusedException if it is no change and may not be set aside
     */
    public void read(int number) {
        try {
            startRow(number);
            Operation operation = readOperation();
            readPosition();
            scan.startKey();
            pushKey(key);
            readKept(operation);
            scan.change(
                    number,
                    operation,
                    position().time(),
                    position().sequence(),
                    position().ordinal());
            readBefore(operation);
        } catch (ValueRefusedException e) {
            scan.refused(number, column(), e);
            goTo(number + 1, key, before, kept);
        }
    }

    private void pushKey(RowField[] columns) {
        List<ValueSink> sinks = scan.keySinks();
        for (int i = 0; i < columns.length; i++) {
            pushKey(columns[i], sinks.get(i));
        }
    }

    private void readKept(Operation operation) {
        for (int i = 0; i < kept.length; i++) {
            if (kept[i].isUnlogged(operation)) {
                scan.unlogged(i);
            }
            kept[i].skip();
        }
    }

    /** DMS fills the before image only on an update that changed the key; then it fills all columns of the key. */
    private void readBefore(Operation operation) {
        if (before.length == 0) {
            return;
        }
        if (operation != Operation.UPDATE || areNull(before)) {
            for (RowField column : before) {
                column.skip();
            }
            return;
        }
        scan.startKey();
        pushKey(before);
        scan.keyBefore();
    }

    private static boolean areNull(RowField[] columns) {
        for (RowField column : columns) { // a stream for each row would be a tenth of the pass
            if (!column.isNull()) {
                return false;
            }
        }
        return true;
    }
}
