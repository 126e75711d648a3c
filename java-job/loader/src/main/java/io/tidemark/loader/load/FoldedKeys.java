package io.tidemark.loader.load;

import io.tidemark.loader.fold.Fold;
import io.tidemark.loader.fold.KeyChanges;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.stage.KeyEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Folds the keys of objects; in several parts, one after the other, where they would not fit into memory together. */
final class FoldedKeys {

    private final List<OpenObject> objects;
    private final TargetTable table;
    private final Pipeline pipeline;
    private final SetAside aside;
    private long superseded;
    private long keys;
    private int parts;

    FoldedKeys(List<OpenObject> objects, TargetTable table, Pipeline pipeline, SetAside aside) {
        this.objects = objects;
        this.table = table;
        this.pipeline = pipeline;
        this.aside = aside;
    }

    /** A scan hands over batches of keys, and at its end what it found. */
    private sealed interface Item {
        record Keys(KeyBatch batch) implements Item {}

        record End(ScannedObject scanned) implements Item {}
    }

    /** Hands over the fold of each part; what is said of the objects holds for all of them. */
    Evidence fold(Consumer<Fold> out) {
        int kept = objects.stream()
                .findFirst()
                .map(object -> object.roles().kept().size())
                .orElse(0);
        long rows = objects.stream().mapToLong(object -> object.reader().rows()).sum();
        parts = Fold.parts(rows, keyBytes(table), kept, pipeline.load().foldMemory());
        List<ScannedObject> scanned;
        if (parts == 1) {
            Fold fold = new Fold(kept);
            scanned = scan(fold);
            handOver(fold, out);
        } else {
            try (KeySpill spill = new KeySpill(Path.of(System.getProperty("java.io.tmpdir")), parts)) {
                scanned = scan(spill);
                for (int part = 0; part < spill.parts(); part++) {
                    Fold fold = new Fold(kept);
                    spill.read(part, fold);
                    handOver(fold, out);
                }
            }
        }
        return new Evidence(scanned, superseded);
    }

    private void handOver(Fold fold, Consumer<Fold> out) {
        superseded += fold.superseded();
        keys += fold.size();
        out.accept(fold);
    }

    /** What was done, for the log. */
    String said() {
        return "keys=" + keys + " parts=" + parts;
    }

    /** Reads keys, positions and operations of all objects in parallel and hands them over in this thread. */
    private List<ScannedObject> scan(KeyChanges out) {
        List<ScannedObject> scanned = new ArrayList<>();
        List<Handover.Producer<Item>> producers = objects.stream()
                .map(object -> (Handover.Producer<Item>) items -> {
                    KeyEncoder encoder =
                            new KeyEncoder(table.key(), pipeline.target().onNulCharacter());
                    KeyScan scan = new KeyScan(object, encoder, aside, batch -> items.accept(new Item.Keys(batch)));
                    object.reader().scan(object.roles(), scan);
                    items.accept(new Item.End(scan.finish()));
                })
                .toList();
        Handover.run(pipeline.load().readers(), producers, item -> {
            if (item instanceof Item.Keys found) {
                found.batch().into(out);
            } else if (item instanceof Item.End end) {
                scanned.add(end.scanned());
            }
        });
        scanned.sort(Comparator.comparing(found -> found.evidence().object().key()));
        return List.copyOf(scanned);
    }

    /** A guess at the size of a key in the fold: exact for numbers, fair for texts. */
    private static int keyBytes(TargetTable table) {
        int fieldLength = Integer.BYTES;
        return table.key().stream()
                .map(TargetColumn::type)
                .mapToInt(type -> fieldLength
                        + switch (type.kind()) {
                            case INT2, INT4, INT8, BOOLEAN, DATE, TIME, TIMESTAMP -> Long.BYTES;
                            default -> 4 * Long.BYTES;
                        })
                .sum();
    }
}
