package io.tidemark.loader.histories;

import io.tidemark.loader.histories.History.Modes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes a failing history small: leaves out steps, changes and rows, and makes commands and modes plain, for as long as
 * what is left still fails. Belongs to one thread.
 */
final class Shrinker {

    private final Predicate<History> fails;
    private int tries;
    private History smallest;

    private Shrinker(History failing, Predicate<History> fails, int tries) {
        this.smallest = failing;
        this.fails = fails;
        this.tries = tries;
    }

    /** The smallest history found with at most so many tries. */
    static History shrink(History failing, Predicate<History> fails, int tries) {
        Shrinker shrinker = new Shrinker(failing, fails, tries);
        History before;
        do {
            before = shrinker.smallest;
            shrinker.pass();
        } while (!shrinker.smallest.equals(before) && shrinker.tries > 0);
        return shrinker.smallest;
    }

    private void pass() {
        fewer(smallest.steps(), smallest::with);
        for (int step = 0; step < smallest.steps().size(); step++) {
            simplify(step);
        }
        for (Modes simpler : simpler(smallest.modes())) {
            attempt(smallest.with(simpler));
        }
        for (Integer id : List.copyOf(smallest.before().keySet())) {
            var fewer = new HashMap<>(smallest.before());
            fewer.remove(id);
            attempt(new History(smallest.modes(), fewer, smallest.hours(), smallest.steps()));
        }
    }

    private void simplify(int step) {
        History whole = smallest;
        if (whole.steps().get(step) instanceof Step.Upload upload) {
            fewer(
                    upload.file().changes(),
                    changes ->
                            replaced(whole, step, new Step.Upload(upload.file().with(changes))));
        } else if (whole.steps().get(step) instanceof Step.Crash crash) {
            attempt(replaced(whole, step, new Step.Run(crash.command())));
        } else if (whole.steps().get(step) instanceof Step.Meanwhile both) {
            attempt(replaced(whole, step, new Step.Run(both.other()), new Step.Run(both.command())));
        } else if (whole.steps().get(step) instanceof Step.AtOnce both) {
            attempt(replaced(whole, step, new Step.Run(both.other()), new Step.Run(both.one())));
        }
    }

    private static History replaced(History history, int step, Step... others) {
        List<Step> steps = new ArrayList<>(history.steps());
        steps.remove(step);
        steps.addAll(step, List.of(others));
        return history.with(steps);
    }

    private static List<Modes> simpler(Modes modes) {
        Modes plain = Modes.PLAIN;
        return Stream.of(
                        new Modes(
                                modes.soft(),
                                modes.unique(),
                                modes.keepDoc(),
                                modes.addColumns(),
                                plain.lookback(),
                                plain.readers(),
                                plain.foldMemory(),
                                plain.reloadMargin(),
                                modes.format(),
                                modes.strategy()),
                        new Modes(
                                plain.soft(),
                                plain.unique(),
                                modes.keepDoc(),
                                modes.addColumns(),
                                modes.lookback(),
                                modes.readers(),
                                modes.foldMemory(),
                                modes.reloadMargin(),
                                modes.format(),
                                modes.strategy()),
                        modes.inParquet(),
                        plain)
                .filter(simpler -> !simpler.equals(modes))
                .toList();
    }

    /** Leaves out parts of a list: halves first, single elements last. */
    private <T> void fewer(List<T> all, Function<List<T>, History> made) {
        List<T> kept = all;
        for (int size = Math.max(1, all.size() / 2); size > 0; size /= 2) {
            for (int from = kept.size() - size; from > -size; from -= size) {
                List<T> rest = without(kept, Math.max(0, from), Math.max(0, from) + size);
                if (rest.size() < kept.size() && attempt(made.apply(rest))) {
                    kept = rest;
                }
            }
        }
    }

    private static <T> List<T> without(List<T> all, int from, int to) {
        return IntStream.range(0, all.size())
                .filter(index -> index < from || index >= to)
                .mapToObj(all::get)
                .toList();
    }

    private boolean attempt(History smaller) {
        if (!smaller.possible() || tries-- <= 0 || !fails.test(smaller)) {
            return false;
        }
        smallest = smaller;
        return true;
    }
}
