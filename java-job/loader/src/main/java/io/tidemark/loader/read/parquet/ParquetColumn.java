package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A column while its rows are read: where it stands in the current row group. Belongs to one thread. */
final class ParquetColumn {

    private final ColumnDescriptor descriptor;
    private final ValuePush push;
    private final int presentLevel;
    private ColumnReader reader;

    ParquetColumn(ColumnDescriptor descriptor, ColumnReadStore rowGroup) {
        this.descriptor = descriptor;
        this.push = ValuePush.of(descriptor.getPrimitiveType());
        this.presentLevel = descriptor.getMaxDefinitionLevel();
        this.reader = rowGroup.getColumnReader(descriptor);
    }

    String name() {
        return descriptor.getPath()[0];
    }

    void enter(ColumnReadStore rowGroup) {
        reader = rowGroup.getColumnReader(descriptor);
    }

    boolean isNull() {
        return reader.getCurrentDefinitionLevel() < presentLevel;
    }

    /** Hands the current value over and goes on to the next row. */
    void push(ValueSink sink) {
        if (isNull()) {
            sink.ofNull();
        } else {
            push.push(reader, sink);
        }
        reader.consume();
    }

    /** The current value, which is not null, as a text; the caller calls {@link #next}. */
    ByteBuffer text() {
        PrimitiveTypeName type = descriptor.getPrimitiveType().getPrimitiveTypeName();
        if (type != PrimitiveTypeName.BINARY) {
            throw new ValueRefusedException("a column of type " + type + "; expected text");
        }
        return reader.getBinary().toByteBuffer();
    }

    void next() {
        reader.consume();
    }

    /** Goes on to the next row without decoding the value. */
    void skip() {
        if (!isNull()) {
            reader.skip();
        }
        reader.consume();
    }
}
