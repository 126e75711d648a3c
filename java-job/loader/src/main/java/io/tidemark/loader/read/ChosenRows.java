package io.tidemark.loader.read;

import io.tidemark.loader.model.Operation;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Decodes some columns of the rows that were chosen; the others are passed over. */
public final class ChosenRows extends RowRules {

    private final List<String> names;
    private final boolean[] kept;
    private final BitSet rows;
    private final RowSink sink;
    private final ValueSink[] sinks;
    private RowField[] fields = {};

    public ChosenRows(SourceObject object, ChangeColumns roles, List<String> names, BitSet rows, RowSink sink) {
        super(object, roles, Collections.disjoint(names, roles.kept()) ? Optional.empty() : roles.operation());
        this.names = names;
        this.kept = new boolean[names.size()];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = roles.kept().contains(names.get(i));
        }
        this.rows = rows;
        this.sink = sink;
        this.sinks = sink.sinks().toArray(ValueSink[]::new);
    }

    /** The columns that this needs. */
    public List<String> columns() {
        return Stream.concat(commonColumns(), names.stream()).distinct().toList();
    }

    /** Takes the fields that show the rows from now on. */
    public void bind(Function<String, RowField> source) {
        bindCommon(source);
        fields = fields(names, source);
    }

    /** Whether the row is one of those that were chosen. */
    public boolean wants(int number) {
        return rows.get(number);
    }

    /** The first row from {@code number} on that was chosen; -1 if there is none. */
    public int next(int number) {
        return rows.nextSetBit(number);
    }

    /** Whether any row from {@code first} to before {@code end} was chosen. */
    public boolean wantsAny(int first, int end) {
        int next = rows.nextSetBit(first);
        return next >= 0 && next < end;
    }

    /**
     * Decodes the row that the fields show; its number counts from 0.
     *
     * @throws io.tidemark.loader.model.DataRefusedException if a sink does not take a value and the row may not be set aside
     */
    public void read(int number) {
        try {
            startRow(number);
            Operation operation = readOperation();
            readPosition();
            sink.startRow(
                    number, position().time(), position().sequence(), position().ordinal());
            for (int i = 0; i < fields.length; i++) {
                if (kept[i] && fields[i].isUnlogged(operation)) {
                    sinks[i].ofUnavailable();
                    fields[i].skip();
                } else {
                    push(fields[i], sinks[i]);
                }
            }
            sink.endRow();
        } catch (ValueRefusedException e) {
            sink.refused(number, column(), e);
            goTo(number + 1, fields);
        }
    }

    /** Goes to a row, past others that were not chosen. */
    public void goTo(int number) {
        goTo(number, fields);
    }
}
