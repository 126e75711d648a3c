package io.tidemark.loader.histories;

import io.tidemark.loader.load.FileFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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
     * @param keepDoc the doc of an update may not have been logged
     * @param addColumns new columns are added to the target, else ignored
     * @param lookback hours before the loaded one that are searched
     * @param foldMemory in bytes; a few hundred make several passes of a few changes
     * @param reloadMargin in seconds
     * @param format of all objects
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
            int reloadMargin,
            FileFormat format,
            String strategy) {

        static final Modes PLAIN = new Modes(false, false, false, true, 0, 1, 1 << 20, 0, FileFormat.PARQUET, "copy");

        /** Whether NULL in the doc of an update says that it was not logged; events of Debezium say that otherwise. */
        boolean nullIsUnlogged() {
            return keepDoc && !format.isDebezium();
        }

        /** With a format that all others can be compared with. */
        Modes inParquet() {
            String other = strategy.equals("server-import") ? "copy" : strategy;
            return new Modes(
                    soft,
                    unique,
                    keepDoc,
                    addColumns,
                    lookback,
                    readers,
                    foldMemory,
                    reloadMargin,
                    FileFormat.PARQUET,
                    other);
        }

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

    /** When the newest full load of all began: the position of its LOAD files, 0 if there was no other. */
    int lastFullLoad() {
        return objects().stream()
                .filter(ObjectFile::isLoad)
                .mapToInt(ObjectFile::startedAt)
                .max()
                .orElse(0);
    }

    /** The rows when everything is loaded. */
    SortedMap<Integer, SortedMap<String, String>> end() {
        int fullLoad = lastFullLoad();
        List<ObjectFile> last = objects().stream()
                .filter(file -> !file.isLoad() || file.startedAt() == fullLoad)
                .toList();
        return Replay.of(this, last, fullLoad > 0);
    }

    /** Whether the source could have been like that in the end; parts of a history may not be. */
    boolean possible() {
        return objects().stream()
                        .noneMatch(file -> file.isLoad() && file.changes().isEmpty())
                && (!modes.unique() || !Replay.clashes(end()));
    }

    boolean newColumn() {
        return objects().stream().anyMatch(object -> object.has(Change.EXTRA));
    }
}
