package io.tidemark.loader.report;

import io.tidemark.loader.model.HourCounts;
import io.tidemark.loader.model.LoadedHour;
import java.util.Locale;

/** What a load did, in one line for people. */
public final class RunText {

    private RunText() {}

    public static String of(String pipeline, LoadedHour loaded) {
        String what =
                pipeline + ", " + loaded.hour().map(hour -> "hour " + hour).orElse("full load") + ": ";
        HourCounts counts = loaded.counts();
        if (!loaded.fresh()) {
            return what + "nothing new";
        }
        if (counts.objects() == 0) {
            return what + "no objects, an empty hour";
        }
        return what
                + String.format(
                        Locale.ROOT,
                        "%,d object(s), %,d changes: %,d inserted, %,d updated, %,d deleted%s, %,d deletes of absent keys,"
                                + " %,d superseded, %,d stale,%s in %.1f s",
                        counts.objects(),
                        counts.changes(),
                        counts.merged().inserted(),
                        counts.merged().updated(),
                        counts.merged().deleted(),
                        counted(" (%,d not in the reload)", counts.gone()),
                        counts.merged().absent(),
                        counts.superseded(),
                        counts.merged().stale(),
                        counted(" %,d SET ASIDE (see quarantine list),", counts.quarantined()),
                        loaded.took().toMillis() / 1000.0);
    }

    /** Nothing is said of what did not happen. */
    private static String counted(String format, long count) {
        return count == 0 ? "" : String.format(Locale.ROOT, format, count);
    }
}
