package io.tidemark.loader.histories;

import io.tidemark.loader.histories.History.Modes;
import io.tidemark.loader.histories.Step.Command;
import io.tidemark.loader.histories.Step.Command.Kind;
import io.tidemark.loader.load.FileFormat;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws a history from a seed: the same seed, the same history. */
final class Generator {

    /** Parquet and CSV, which DMS writes by default, more often than others. */
    private static final List<FileFormat> FORMATS = List.of(
            FileFormat.PARQUET,
            FileFormat.PARQUET,
            FileFormat.CSV,
            FileFormat.CSV,
            FileFormat.JSON,
            FileFormat.DEBEZIUM,
            FileFormat.DEBEZIUM_AVRO);

    private static final List<String> STRATEGIES = List.of("copy", "upsert");
    private static final List<String> STRATEGIES_OF_CSV = List.of("copy", "upsert", "server-import");

    /** The position of a reload is another than that of the first full load, which is before the first second ends. */
    private static final int FIRST_RELOAD = 3;

    private static final int MOST_STATEMENTS = 30;

    private final Random random;
    private final Modes modes;
    private final int hours;
    private final SourceTable source;
    private final Map<Integer, Map<String, String>> before = new HashMap<>();

    /** LOAD files first, then those of each hour. */
    private final List<ObjectFile> objects = new ArrayList<>();

    /** When the table is loaded anew at the source; never, if that is later than all changes. */
    private final int reloadAt;

    /** Whether changes from before that may never come. */
    private final boolean lossy;

    private List<ObjectFile> reload = List.of();

    private Generator(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.hours = 1 + random.nextInt(4);
        this.modes = modes();
        boolean reloads = !modes.format().isDebezium() && random.nextInt(3) == 0;
        this.reloadAt = reloads ? FIRST_RELOAD + random.nextInt(20) : Integer.MAX_VALUE;
        this.lossy = reloads && random.nextBoolean();
        this.source = new SourceTable(random, modes, 3 + random.nextInt(4));
    }

    static History history(long seed) {
        Generator generator = new Generator(seed);
        generator.makeObjects();
        return new History(generator.modes, generator.before, generator.hours, generator.steps());
    }

    private Modes modes() {
        FileFormat format = any(FORMATS);
        String strategy = any(format == FileFormat.CSV ? STRATEGIES_OF_CSV : STRATEGIES);
        boolean keepsDoc = random.nextBoolean() && !strategy.equals("server-import"); // which leaves it to copy
        return new Modes(
                random.nextBoolean(),
                random.nextInt(3) > 0,
                keepsDoc,
                random.nextInt(4) > 0,
                random.nextInt(4),
                1 + random.nextInt(3),
                random.nextInt(3) == 0 ? 200 + random.nextInt(2_000) : 1 << 20,
                random.nextInt(3),
                format,
                strategy);
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void makeObjects() {
        source.fill();
        if (random.nextInt(5) == 0) {
            source.rows().forEach((id, row) -> before.put(id, new TreeMap<>(row)));
        } else {
            objects.addAll(loadFiles(source.loadRows()));
        }
        int wanted = 5 + random.nextInt(21);
        int newColumnAt = random.nextInt(4) == 0 ? random.nextInt(wanted) : Integer.MAX_VALUE;
        int[] ends = IntStream.generate(() -> random.nextInt(wanted + 1))
                .limit(hours - 1L)
                .sorted()
                .toArray();
        for (int hour = 0; hour < hours; hour++) {
            int end = hour < ends.length ? ends[hour] : wanted;
            makeHour(hour, end, newColumnAt);
        }
        if (lossy && !reload.isEmpty()) {
            loseChanges();
        }
    }

    private List<ObjectFile> loadFiles(List<Change> rows) {
        int cut = random.nextInt(rows.size() + 1);
        List<List<Change>> parts = List.of(rows.subList(0, cut), rows.subList(cut, rows.size()));
        List<ObjectFile> files = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            if (!parts.get(part).isEmpty()) {
                files.add(new ObjectFile(
                        OptionalInt.empty(), "LOAD0000000" + (part + 1), source.columns(), parts.get(part)));
            }
        }
        return files;
    }

    /** What happens until {@code end} changes are there goes into objects of the hour, some of it into the next hour. */
    private void makeHour(int hour, int end, int newColumnAt) {
        int from = source.changes().size();
        while (source.changes().size() < end) {
            if (source.changes().size() >= newColumnAt && !source.columns().contains(Change.EXTRA)) {
                split(hour, source.changes().subList(from, source.changes().size()));
                from = source.changes().size();
                source.addColumn();
            }
            source.happen();
            if (source.changes().size() >= reloadAt && reload.isEmpty()) {
                reload = loadFiles(source.loadRows());
            }
        }
        split(hour, source.changes().subList(from, source.changes().size()));
    }

    /** Each change goes into one object, some into two; the rows of an object may come in any order. */
    private void split(int hour, List<Change> changes) {
        if (changes.isEmpty() && random.nextInt(5) > 0) {
            return;
        }
        int parts = 1 + random.nextInt(3);
        SortedMap<String, List<Change>> files = new TreeMap<>();
        for (int part = 0; part < parts; part++) {
            files.put(hour + "/part-" + random.nextInt(100), new ArrayList<>());
        }
        List<String> names = new ArrayList<>(files.keySet());
        boolean nextHour = hour + 1 < hours && random.nextInt(3) == 0;
        if (nextHour) {
            names.add((hour + 1) + "/part-" + (100 + random.nextInt(100)));
        }
        for (Change change : changes) {
            for (int copies = random.nextInt(8) == 0 ? 2 : 1; copies > 0; copies--) {
                files.computeIfAbsent(names.get(random.nextInt(names.size())), name -> new ArrayList<>())
                        .add(change);
            }
        }
        files.forEach(this::addObject);
    }

    /** Takes changes from before the reload out of all objects, which may be why the table was loaded anew. */
    private void loseChanges() {
        LocalDateTime floor = ObjectFile.committed(reload.get(0).startedAt()).minusSeconds(modes.reloadMargin());
        Set<Integer> lost = source.changes().stream()
                .map(Change::at)
                .filter(at -> ObjectFile.committed(at).isBefore(floor) && random.nextInt(4) == 0)
                .collect(Collectors.toUnmodifiableSet());
        objects.replaceAll(file -> file.isLoad()
                ? file
                : file.with(file.changes().stream()
                        .filter(change -> !lost.contains(change.at()))
                        .toList()));
    }

    private void addObject(String place, List<Change> changes) {
        if (changes.isEmpty() && random.nextBoolean()) {
            return;
        }
        if (random.nextInt(3) == 0) {
            Collections.shuffle(changes, random);
        }
        int slash = place.indexOf('/');
        String name = place.substring(slash + 1) + "-" + objects.size();
        objects.add(new ObjectFile(
                OptionalInt.of(Integer.parseInt(place.substring(0, slash))), name, source.columns(), changes));
    }

    /** Everything is uploaded, early or late, and every hour is asked for in the end; nothing else is sure. */
    private List<Step> steps() {
        List<Command> commands = new ArrayList<>();
        commands.add(Command.of(Kind.FULL_LOAD));
        if (!reload.isEmpty()) {
            commands.add(Command.of(Kind.RELOAD));
            commands.add(Command.of(any(List.of(Kind.RELOAD, Kind.FULL_LOAD))));
        }
        for (int hour = 0; hour < hours; hour++) {
            for (int times = random.nextInt(3); times > 0; times--) {
                commands.add(new Command(random.nextInt(3) > 0 ? Kind.LOAD : Kind.REAPPLY, hour));
            }
        }
        Collections.shuffle(commands, random);
        List<Step> steps = new ArrayList<>();
        commands.forEach(command -> steps.add(step(command)));
        List<Step> early = new ArrayList<>();
        for (ObjectFile object : objects) {
            if (random.nextInt(3) > 0) {
                early.add(new Step.Upload(object));
            } else {
                steps.add(random.nextInt(steps.size() + 1), new Step.Upload(object));
            }
        }
        steps.addAll(0, early);
        addReload(steps, early.size());
        List<Integer> last = new ArrayList<>(IntStream.range(0, hours).boxed().toList());
        Collections.shuffle(last, random);
        last.forEach(hour -> steps.add(new Step.Run(new Command(Kind.LOAD, hour))));
        steps.add(new Step.Run(Command.of(reload.isEmpty() ? Kind.FULL_LOAD : Kind.RELOAD)));
        return steps;
    }

    /** The files of a reload come one after the other, at any time, with commands in between. */
    private void addReload(List<Step> steps, int early) {
        int place = random.nextInt(4) == 0 ? 0 : early;
        for (ObjectFile file : reload) {
            place += random.nextInt(steps.size() - place + 1);
            steps.add(place++, new Step.Upload(file));
        }
    }

    private Step step(Command command) {
        int what = random.nextInt(12);
        int statement = random.nextInt(MOST_STATEMENTS);
        if (what < 2) {
            return new Step.Crash(command, statement);
        }
        if (what < 4) {
            return new Step.Meanwhile(command, statement, anyCommand());
        }
        return what == 4 ? new Step.AtOnce(command, anyCommand()) : new Step.Run(command);
    }

    private Command anyCommand() {
        List<Kind> kinds = modes.format().isDebezium()
                ? List.of(Kind.LOAD, Kind.REAPPLY, Kind.FULL_LOAD)
                : List.of(Kind.values()); // a snapshot of Debezium is not reloaded
        return new Command(any(kinds), random.nextInt(hours));
    }
}
