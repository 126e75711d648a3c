package io.tidemark.loader.load;

import io.tidemark.loader.fold.Fold;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.stage.KeyEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The fold over the keys of one pass, with what each object had in it. */
record FoldedKeys(Fold fold, List<ScannedObject> scanned) {

    /** A scan hands over batches of keys, and at its end what it found. */
    private sealed interface Item {
        record Keys(KeyBatch batch) implements Item {}

        record End(ScannedObject scanned) implements Item {}
    }

    /** Reads keys, positions and operations of all objects in parallel and folds them in this thread. */
    static FoldedKeys scan(
            List<OpenObject> objects, TargetTable table, Pipeline pipeline, SetAside aside, int pass, int passes) {
        int kept = objects.stream()
                .findFirst()
                .map(object -> object.roles().kept().size())
                .orElse(0);
        Fold fold = new Fold(pass, passes, kept);
        List<ScannedObject> scanned = new ArrayList<>();
        List<Handover.Producer<Item>> producers = objects.stream()
                .map(object -> (Handover.Producer<Item>) out -> {
                    KeyEncoder keys =
                            new KeyEncoder(table.key(), pipeline.target().onNulCharacter());
                    KeyScan scan = new KeyScan(object, keys, aside, batch -> out.accept(new Item.Keys(batch)));
                    object.reader().scan(object.roles(), scan);
                    out.accept(new Item.End(scan.finish()));
                })
                .toList();
        Handover.run(pipeline.load().readers(), producers, item -> {
            if (item instanceof Item.Keys keys) {
                keys.batch().foldInto(fold, kept > 0);
            } else if (item instanceof Item.End end) {
                scanned.add(end.scanned());
            }
        });
        scanned.sort(Comparator.comparing(found -> found.evidence().object().key()));
        return new FoldedKeys(fold, List.copyOf(scanned));
    }
}
