package io.tidemark.loader.read.parquet;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.RowField;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A column while its rows are read. Passing over rows only moves a number: pages and values follow when the next value is
 * asked for, so that values between those that are wanted are counted, not read.
 */
final class ParquetColumn implements RowField {

    private final ColumnDescriptor descriptor;
    private final ValuePush push;
    private @Nullable PageReading pages;

    /** The row of the object at which this column stands. */
    private int row;

    /** The rows of the page that was read last. */
    private int firstOfPage;

    private int endOfPage;

    /** The row of that page from which on no value has been passed over. */
    private int reached;

    ParquetColumn(ColumnDescriptor descriptor) {
        this.descriptor = descriptor;
        this.push = ValuePush.of(descriptor.getPrimitiveType());
    }

    ColumnDescriptor descriptor() {
        return descriptor;
    }

    /** Goes on to a row group, which begins with that row of the object. */
    void start(PageReading rowGroup, int firstRow) {
        pages = rowGroup;
        row = firstRow;
        endOfPage = firstRow;
    }

    @Override
    public String name() {
        return descriptor.getPath()[0];
    }

    @Override
    public boolean isNull() {
        return page().isNull(row - firstOfPage);
    }

    @Override
    public void push(ValueSink sink) {
        PageReading page = page();
        if (page.isNull(row - firstOfPage)) {
            sink.ofNull();
        } else {
            push.push(value(page), sink);
        }
        row++;
    }

    @Override
    public ByteBuffer text() {
        PrimitiveTypeName type = descriptor.getPrimitiveType().getPrimitiveTypeName();
        if (type != PrimitiveTypeName.BINARY) {
            throw new ValueRefusedException("a column of type " + type + "; expected text");
        }
        return value(page()).bytes();
    }

    @Override
    public void skip() {
        row++;
    }

    @Override
    public void goTo(int target) {
        row = target;
    }

    /** The page in which the row stands. */
    private PageReading page() {
        if (pages == null) {
            throw new IllegalStateException("no row group was begun");
        }
        while (row >= endOfPage) {
            pages.next();
            firstOfPage = endOfPage;
            reached = endOfPage;
            endOfPage += pages.rows();
        }
        return pages;
    }

    private PageValues value(PageReading page) {
        PageValues values = page.values();
        if (reached < row) {
            values.skip(page.values(reached - firstOfPage, row - firstOfPage));
            reached = row;
        }
        return values;
    }
}
