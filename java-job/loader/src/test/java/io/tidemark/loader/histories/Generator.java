package io.tidemark.loader.histories;

import io.tidemark.loader.histories.History.Modes;
import io.tidemark.loader.histories.Step.Command;
import io.tidemark.loader.histories.Step.Command.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Draws a history from a seed: the same seed, the same history. */
final class Generator {

    /** Whether updates may leave out a doc that they did not change. */
    private static final boolean UNLOGGED_DOCS = true;

    private static final List<String> STRATEGIES = List.of("copy", "upsert");
    private static final int MOST_STATEMENTS = 30;
    private static final List<Kind> KINDS = List.of(Kind.values());

    private final Random random;
    private final Modes modes;
    private final int hours;
    private final SourceTable source;
    private final Map<Integer, Map<String, String>> before = new HashMap<>();

    /** LOAD files first, then those of each hour. */
    private final List<ObjectFile> objects = new ArrayList<>();

    private Generator(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.hours = 1 + random.nextInt(4);
        this.modes = modes();
        this.source = new SourceTable(random, modes, 3 + random.nextInt(4));
    }

    static History history(long seed) {
        Generator generator = new Generator(seed);
        generator.makeObjects();
        return new History(generator.modes, generator.before, generator.hours, generator.steps());
    }

    private Modes modes() {
        return new Modes(
                random.nextBoolean(),
                random.nextInt(3) > 0,
                UNLOGGED_DOCS && random.nextBoolean(),
                random.nextInt(4) > 0,
                random.nextInt(4),
                1 + random.nextInt(3),
                random.nextInt(3) == 0 ? 200 + random.nextInt(2_000) : 1 << 20,
                STRATEGIES.get(random.nextInt(STRATEGIES.size())));
    }

    private void makeObjects() {
        source.fill();
        if (random.nextInt(5) == 0) {
            source.rows().forEach((id, row) -> before.put(id, new TreeMap<>(row)));
        } else {
            makeLoadFiles(source.loadRows());
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
    }

    private void makeLoadFiles(List<Change> rows) {
        if (rows.isEmpty()) {
            return;
        }
        int cut = random.nextInt(rows.size() + 1);
        List<List<Change>> parts = List.of(rows.subList(0, cut), rows.subList(cut, rows.size()));
        for (int part = 0; part < parts.size(); part++) {
            if (!parts.get(part).isEmpty()) {
                objects.add(new ObjectFile(
                        OptionalInt.empty(), "LOAD0000000" + (part + 1), source.columns(), parts.get(part)));
            }
        }
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
        commands.add(new Command(Kind.FULL_LOAD, 0));
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
        List<Integer> last = new ArrayList<>(IntStream.range(0, hours).boxed().toList());
        Collections.shuffle(last, random);
        last.forEach(hour -> steps.add(new Step.Run(new Command(Kind.LOAD, hour))));
        steps.add(new Step.Run(new Command(Kind.FULL_LOAD, 0)));
        return steps;
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
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        return new Command(kind, kind == Kind.FULL_LOAD ? 0 : random.nextInt(hours));
    }
}
