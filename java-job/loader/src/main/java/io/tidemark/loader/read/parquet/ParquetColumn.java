package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.RowField;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A column of one row group while its rows are read. */
final class ParquetColumn implements RowField {

    private final ColumnDescriptor descriptor;
    private final ValuePush push;
    private final int presentLevel;
    private final ColumnReader reader;

    /** The row of the object at which this column stands. */
    private int row;

    ParquetColumn(ColumnDescriptor descriptor, ColumnReadStore rowGroup, int firstRow) {
        this.descriptor = descriptor;
        this.push = ValuePush.of(descriptor.getPrimitiveType());
        this.presentLevel = descriptor.getMaxDefinitionLevel();
        this.reader = rowGroup.getColumnReader(descriptor);
        this.row = firstRow;
    }

    @Override
    public String name() {
        return descriptor.getPath()[0];
    }

    @Override
    public boolean isNull() {
        return reader.getCurrentDefinitionLevel() < presentLevel;
    }

    @Override
    public void push(ValueSink sink) {
        if (isNull()) {
            sink.ofNull();
        } else {
            push.push(reader, sink);
        }
        reader.consume();
        row++;
    }

    @Override
    public ByteBuffer text() {
        PrimitiveTypeName type = descriptor.getPrimitiveType().getPrimitiveTypeName();
        if (type != PrimitiveTypeName.BINARY) {
            throw new ValueRefusedException("a column of type " + type + "; expected text");
        }
        return reader.getBinary().toByteBuffer();
    }

    @Override
    public void skip() {
        if (!isNull()) {
            reader.skip();
        }
        reader.consume();
        row++;
    }

    @Override
    public void goTo(int target) {
        while (row < target) {
            skip();
        }
    }
}
