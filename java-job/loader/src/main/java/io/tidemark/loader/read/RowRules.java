package io.tidemark.loader.read;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What makes a row of a file a change, in every format: which operations there are and where the position comes from. Says
 * where a refused value stands. Belongs to one pass over one object, and to one thread.
 */
abstract sealed class RowRules permits KeyRows, ChosenRows {

    private final boolean fullLoad;
    private final Position fullLoadPosition;
    private final boolean positionIsTime;
    private final PositionParser parser;
    private final Optional<String> operationName;
    private final Optional<String> positionName;
    private @Nullable RowField operation;
    private @Nullable RowField position;

    /** The row that is being read, from 0, and the column within it. */
    private int row;

    private @Nullable String column;

    RowRules(SourceObject object, ChangeColumns roles, Optional<String> operationName) {
        this.parser = new PositionParser(object);
        this.fullLoad = object.hour() == null;
        this.fullLoadPosition = roles.fullLoad();
        this.operationName = operationName;
        this.positionIsTime = roles.position().isEmpty();
        Optional<String> source = positionIsTime ? roles.timestamp() : roles.position();
        this.positionName = fullLoad ? Optional.empty() : source;
    }

    /** Those columns that every pass needs. */
    final Stream<String> commonColumns() {
        return Stream.of(operationName, positionName).flatMap(Optional::stream);
    }

    /** Takes the fields that show the rows from now on. */
    final void bindCommon(Function<String, RowField> fields) {
        operation = operationName.map(fields).orElse(null);
        position = positionName.map(fields).orElse(null);
    }

    final void startRow(int newRow) {
        row = newRow;
        column = null;
    }

    final int row() {
        return row;
    }

    final PositionParser position() {
        return parser;
    }

    /** In a full load a missing operation is an insert; anywhere else it is unknown, and unknown stops the load. */
    final Operation readOperation() {
        RowField source = operation;
        if (source == null) {
            return Operation.INSERT;
        }
        column = source.name();
        if (source.isNull() && !fullLoad) {
            throw new ValueRefusedException("no operation in a change file; expected I, U or D");
        }
        Operation found = source.isNull() ? Operation.INSERT : Operation.ofCode(source.text());
        source.skip();
        if (fullLoad && found != Operation.INSERT) {
            throw new ValueRefusedException("operation " + found + " in a full-load object; expected I or none");
        }
        return found;
    }

    final void readPosition() {
        RowField source = position;
        if (source == null) {
            parser.fullLoad(fullLoadPosition);
            return;
        }
        column = source.name();
        if (source.isNull()) {
            throw new ValueRefusedException("no position in a change file; expected one in every row");
        }
        if (positionIsTime) {
            parser.commitTime(source.text(), row);
        } else {
            parser.changeSequence(source.text());
        }
        source.skip();
    }

    final void push(RowField source, ValueSink sink) {
        column = source.name();
        source.push(sink);
    }

    final void pushKey(RowField source, ValueSink sink) {
        column = source.name();
        if (source.isNull()) {
            throw new ValueRefusedException("NULL in a key column; expected a value in every row");
        }
        source.push(sink);
    }

    /** The column that was being read, for what is said of a row that is refused. */
    final Optional<String> column() {
        return Optional.ofNullable(column);
    }

    /** Goes to a row, behind one that was given up half way or past some that nobody wants. */
    final void goTo(int number, RowField[]... others) {
        if (operation != null) {
            operation.goTo(number);
        }
        if (position != null) {
            position.goTo(number);
        }
        for (RowField[] fields : others) {
            for (RowField field : fields) {
                field.goTo(number);
            }
        }
    }

    static RowField[] fields(List<String> names, Function<String, RowField> fields) {
        return names.stream().map(fields).toArray(RowField[]::new);
    }
}
