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
        String gone = counts.gone() == 0 ? "" : String.format(Locale.ROOT, " (%,d not in the reload)", counts.gone());
        return what
                + String.format(
                        Locale.ROOT,
                        "%,d object(s), %,d changes: %,d inserted, %,d updated, %,d deleted%s, %,d deletes of absent keys,"
                                + " %,d superseded, %,d stale, in %.1f s",
                        counts.objects(),
                        counts.changes(),
                        counts.merged().inserted(),
                        counts.merged().updated(),
                        counts.merged().deleted(),
                        gone,
                        counts.merged().absent(),
                        counts.superseded(),
                        counts.merged().stale(),
                        loaded.took().toMillis() / 1000.0);
    }
}
