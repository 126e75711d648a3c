package io.tidemark.loader.load;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.RowSink;
import io.tidemark.loader.stage.EncodedRows;
import io.tidemark.loader.stage.RowEncoder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Ties a reader to an encoder, and hands encoded rows over in pieces. Belongs to one thread. */
final class EncodingSink implements RowSink {

    /** Large enough that a piece costs nothing, small enough that some of them fit into any heap. */
    static final int PIECE_BYTES = 256 * 1024;

    private final RowEncoder encoder;
    private final Supplier<byte[]> empty;
    private final Consumer<EncodedRows> out;
    private final Refusal refusal;
    private boolean started;

    /** Takes a row that a column cannot hold. */
    @FunctionalInterface
    interface Refusal {
        void accept(int row, Optional<String> column, ValueRefusedException reason);
    }

    EncodingSink(RowEncoder encoder, Supplier<byte[]> empty, Consumer<EncodedRows> out, Refusal refusal) {
        this.encoder = encoder;
        this.empty = empty;
        this.out = out;
        this.refusal = refusal;
    }

    @Override
    public List<ValueSink> sinks() {
        return encoder.sinks();
    }

    @Override
    public void startRow(int row, long time, long sequence, long ordinal) {
        started = true;
        encoder.startRow(row, time, sequence, ordinal);
    }

    @Override
    public void endRow() {
        encoder.endRow();
        started = false;
        if (encoder.encodedBytes() >= PIECE_BYTES) {
            finish();
        }
    }

    @Override
    public void refused(int row, Optional<String> column, ValueRefusedException reason) {
        refusal.accept(row, column, reason);
        if (started) {
            encoder.dropRow();
        }
        started = false;
    }

    /** Hands over what is left. */
    void finish() {
        if (!encoder.isEmpty()) {
            out.accept(encoder.take(empty.get()));
        }
    }
}
