package io.tidemark.loader.load;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Position;
import io.tidemark.loader.model.QuarantinedRow;
import io.tidemark.loader.model.RowRefusal;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.FileColumn;
import io.tidemark.loader.read.RowSink;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads again what rows that were set aside hold, as far as it can be read. */
final class RowContents {

    private final TargetTable table;
    private final List<OpenObject> objects;

    RowContents(TargetTable table, List<OpenObject> objects) {
        this.table = table;
        this.objects = objects;
    }

    List<QuarantinedRow> of(SetAside aside) {
        return aside.refusals().stream().map(refusal -> of(refusal, aside)).toList();
    }

    private QuarantinedRow of(RowRefusal refusal, SetAside aside) {
        OpenObject object = objects.stream()
                .filter(candidate ->
                        candidate.reader().object().equals(refusal.at().object()))
                .findFirst()
                .orElseThrow();
        int row = refusal.at().row();
        Map<String, @Nullable String> content = read(object, object.roles().contentOnly(), names(object), row)
                .map(Content::texts)
                .orElse(Map.of());
        if (!aside.wasChosen(refusal)) {
            return new QuarantinedRow(refusal, content, Map.of(), null);
        }
        Position position = read(object, object.roles(), List.of(), row)
                .map(read -> read.position)
                .orElse(null);
        Map<String, @Nullable String> key = new LinkedHashMap<>();
        for (int i = 0; i < table.key().size(); i++) {
            key.put(table.key().get(i).name(), content.get(object.roles().key().get(i)));
        }
        return new QuarantinedRow(refusal, content, key, position);
    }

    private static List<String> names(OpenObject object) {
        return object.reader().columns().stream().map(FileColumn::name).toList();
    }

    /** A row so broken that its format cannot show its columns has no content. */
    private static Optional<Content> read(OpenObject object, ChangeColumns roles, List<String> names, int row) {
        Content content = new Content(names);
        BitSet rows = new BitSet();
        rows.set(row);
        try {
            object.reader().decode(roles, content.names, rows, content);
        } catch (DataRefusedException e) {
            return Optional.empty();
        }
        return content.complete ? Optional.of(content) : Optional.empty();
    }

    /** One row as texts. */
    private static final class Content implements RowSink {

        private final List<String> names;
        private final List<ValueText> values;
        private @Nullable Position position;
        private boolean complete;

        Content(List<String> names) {
            this.names = names;
            this.values = names.stream().map(name -> new ValueText()).toList();
        }

        @Override
        public List<ValueSink> sinks() {
            return List.copyOf(values);
        }

        @Override
        public void startRow(int row, long time, long sequence, long ordinal) {
            position = new Position(time, sequence, ordinal);
        }

        @Override
        public void endRow() {
            complete = true;
        }

        @Override
        public void refused(int row, Optional<String> column, ValueRefusedException reason) {
            complete = false;
        }

        Map<String, @Nullable String> texts() {
            Map<String, @Nullable String> texts = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                texts.put(names.get(i), values.get(i).text());
            }
            return texts;
        }
    }
}
