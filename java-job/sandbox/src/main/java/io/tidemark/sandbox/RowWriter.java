package io.tidemark.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/** Feeds rows of plain values to Parquet, field by field. Owned by one writer. */
final class RowWriter extends WriteSupport<List<@Nullable Object>> {

    private final MessageType schema;
    private @Nullable RecordConsumer consumer;

    private RowWriter(MessageType schema) {
        this.schema = schema;
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract, so it must be there; the other one is what Parquet calls.
    public WriteContext init(Configuration configuration) {
        throw new UnsupportedOperationException("Hadoop's configuration is not used");
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(List<@Nullable Object> row) {
        RecordConsumer target = consumer;
        if (target == null) {
            throw new IllegalStateException("the writer was not prepared");
        }
        target.startMessage();
        writeFields(target, schema, row);
        target.endMessage();
    }

    private static void writeFields(RecordConsumer target, GroupType group, List<@Nullable Object> values) {
        for (int index = 0; index < group.getFieldCount(); index++) {
            Type field = group.getType(index);
            Object value = values.get(index);
            if (value == null) {
                if (field.isRepetition(Repetition.REQUIRED)) {
                    throw new IllegalArgumentException("required field " + field.getName() + " has no value");
                }
            } else {
                target.startField(field.getName(), index);
                writeOccurrences(target, field, value);
                target.endField(field.getName(), index);
            }
        }
    }

    private static void writeOccurrences(RecordConsumer target, Type field, Object value) {
        if (field.isRepetition(Repetition.REPEATED)) {
            for (Object element : (List<?>) value) {
                writeValue(target, field, element);
            }
        } else {
            writeValue(target, field, value);
        }
    }

    private static void writeValue(RecordConsumer target, Type field, Object value) {
        if (field.isPrimitive()) {
            ParquetValue.write(target, field.asPrimitiveType(), value);
        } else {
            target.startGroup();
            writeFields(target, field.asGroupType(), Arrays.asList((@Nullable Object[]) value));
            target.endGroup();
        }
    }

    /** Builds a writer for a schema. */
    static final class Builder extends ParquetWriter.Builder<List<@Nullable Object>, Builder> {

        private final MessageType schema;

        Builder(OutputFile file, MessageType schema) {
            super(file);
            this.schema = schema;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // As above.
        protected WriteSupport<List<@Nullable Object>> getWriteSupport(Configuration configuration) {
            return new RowWriter(schema);
        }

        @Override
        protected WriteSupport<List<@Nullable Object>> getWriteSupport(ParquetConfiguration configuration) {
            return new RowWriter(schema);
        }
    }
}
