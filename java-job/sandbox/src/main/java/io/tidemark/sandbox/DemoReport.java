package io.tidemark.sandbox;

import com.typesafe.config.Config;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Prints what the demo does, one line for each hour that a command loaded. What a summary does not say shows as a dash.
 *
 * @param out where to
 */
record DemoReport(PrintWriter out) {

    private static final List<String> COUNTS =
            List.of("objects", "changes", "inserted", "updated", "deleted", "superseded", "stale");
    private static final int SHOWN_KEYS = 20;

    void say(String sentence) {
        out.println(sentence);
    }

    void step(String title) {
        out.println();
        out.println(title);
        StringBuilder line = new StringBuilder(pad("  hour", 20));
        COUNTS.forEach(count -> line.append(padLeft(count, 11)));
        out.println(line.append(padLeft("seconds", 10)));
    }

    /** The hours of a summary; {@code fallback} names the line of a summary that has none. */
    void hours(String fallback, Config summary, Duration took) {
        List<? extends Config> hours = summary.hasPath("hours") ? summary.getConfigList("hours") : List.of();
        if (hours.isEmpty()) {
            line(fallback, summary, took);
        }
        for (Config hour : hours) {
            line(hour.hasPath("hour") ? hour.getString("hour") : fallback, hour, took);
        }
    }

    void comparison(TableComparison comparison) {
        out.println();
        if (comparison.same()) {
            out.println("EQUAL: the target has the source's " + comparison.equal() + " rows, every column the same");
            return;
        }
        out.println("DIFFERENT: " + comparison.equal() + " rows are equal");
        keys("missing in the target", comparison.missing());
        keys("only in the target", comparison.extra());
        keys("different", comparison.different());
    }

    private void keys(String what, List<Long> keys) {
        if (!keys.isEmpty()) {
            String more = keys.size() > SHOWN_KEYS ? " …" : "";
            out.println(
                    "  " + keys.size() + " " + what + ": " + keys.subList(0, Math.min(SHOWN_KEYS, keys.size())) + more);
        }
    }

    private void line(String name, Config counts, Duration took) {
        StringBuilder line = new StringBuilder(pad("  " + name, 20));
        for (String count : COUNTS) {
            line.append(padLeft(counts.hasPath(count) ? counts.getString(count) : "-", 11));
        }
        out.println(line.append(String.format(Locale.ROOT, "%10.1f", took.toMillis() / 1000.0)));
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String padLeft(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
