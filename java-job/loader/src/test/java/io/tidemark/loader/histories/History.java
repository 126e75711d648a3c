package io.tidemark.loader.histories;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is known of a table, what happens to it, and how it is loaded. Any part of the steps is a history as well.
 *
 * @param before rows that the target has before Tidemark, by key
 * @param hours how many hours there are, from 0
 */
record History(Modes modes, Map<Integer, Map<String, String>> before, int hours, List<Step> steps) {

    /**
     * How the pipeline is set up.
     *
     * @param soft deleted rows are marked instead of removed
     * @param unique the badge is unique among living rows
     * @param keepDoc NULL in the doc of an update means that it was not logged
     * @param addColumns new columns are added to the target, else ignored
     * @param lookback hours before the loaded one that are searched
     * @param foldMemory in bytes; a few hundred make several passes of a few changes
     * @param strategy how winners reach the table
     */
    record Modes(
            boolean soft,
            boolean unique,
            boolean keepDoc,
            boolean addColumns,
            int lookback,
            int readers,
            long foldMemory,
            String strategy) {

        static final Modes PLAIN = new Modes(false, false, false, true, 0, 1, 1 << 20, "copy");

        /** Names the kind of table that these modes need. */
        String shape() {
            return (soft ? "soft" : "hard") + (unique ? "_unique" : "") + (keepDoc ? "_keep" : "");
        }
    }

    History {
        steps = List.copyOf(steps);
    }

    History with(List<Step> others) {
        return new History(modes, before, hours, others);
    }

    History with(Modes others) {
        return new History(others, before, hours, steps);
    }

    /** All objects that come, in this order. */
    List<ObjectFile> objects() {
        List<ObjectFile> objects = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Upload upload) {
                objects.add(upload.file());
            }
        }
        return objects;
    }

    /** The columns whose values can be compared: those that the target has or gets. */
    List<String> comparedColumns() {
        return Stream.concat(
                        Stream.of(Change.NAME, Change.BADGE, Change.DOC),
                        modes.addColumns ? Stream.of(Change.EXTRA) : Stream.of())
                .toList();
    }

    /** Whether the source could have been like that in the end; parts of a history may not be. */
    boolean possible() {
        return !modes.unique() || !Replay.clashes(Replay.of(this, objects()));
    }

    boolean newColumn() {
        return objects().stream().anyMatch(object -> object.has(Change.EXTRA));
    }
}
