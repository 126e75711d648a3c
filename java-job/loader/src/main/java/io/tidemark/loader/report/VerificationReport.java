package io.tidemark.loader.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.KeyDifference;
import io.tidemark.loader.model.Verified;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What comparisons of targets found, by pipeline: as text for people and as JSON. Keys are shown, other values never. */
public final class VerificationReport {

    private VerificationReport() {}

    public static String text(String pipeline, Verified found) {
        StringBuilder text = new StringBuilder(headline(pipeline, found)).append(System.lineSeparator());
        if (!found.gone().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  ! %,d loaded objects are gone from S3, %s first: rows that only they had count as extra%n",
                    found.gone().size(),
                    found.gone().get(0)));
        }
        found.examples().forEach(example -> text.append(line(example)));
        long more = found.differences() - found.examples().size();
        if (more > 0) {
            text.append(String.format(Locale.ROOT, "  … and %,d more (--examples shows more)%n", more));
        }
        return text.toString();
    }

    private static String headline(String pipeline, Verified found) {
        String compared = String.format(
                Locale.ROOT,
                "%s, against its %s: %,d rows, %,d expected; ",
                pipeline,
                name(found.against()),
                found.foundRows(),
                found.expectedRows());
        String outcome = found.differences() == 0
                ? "equal"
                : String.format(
                        Locale.ROOT,
                        "%,d missing, %,d extra, %,d different%s",
                        found.missing(),
                        found.extra(),
                        found.different(),
                        found.repaired() ? ": REPAIRED" : "");
        String waiting = found.inFlight() == 0
                ? ""
                : String.format(Locale.ROOT, "; %,d keys have changes that are not loaded yet", found.inFlight());
        return compared
                + outcome
                + waiting
                + found.verifiedThrough()
                        .map(through -> "; verified through " + through)
                        .orElse("");
    }

    private static String line(KeyDifference difference) {
        return String.format(
                Locale.ROOT,
                "  %-9s  %s  (expected %s, found %s)%n",
                difference.kind().name().toLowerCase(Locale.ROOT),
                difference.key(),
                hash(difference.expected(), "no row"),
                hash(difference.found(), "no row"));
    }

    public static String json(Map<String, Verified> found, int exitCode) {
        ObjectNode root = RunSummary.start("verify", exitCode);
        root.put("outcome", exitCode == 0 ? "equal" : "different");
        ArrayNode pipelines = root.putArray("pipelines");
        found.forEach((pipeline, one) -> pipeline(pipelines.addObject(), pipeline, one));
        return root.toString();
    }

    private static void pipeline(ObjectNode node, String pipeline, Verified found) {
        node.put("pipeline", pipeline)
                .put("against", name(found.against()))
                .put("expected_rows", found.expectedRows())
                .put("found_rows", found.foundRows())
                .put("missing", found.missing())
                .put("extra", found.extra())
                .put("different", found.different())
                .put("in_flight", found.inFlight())
                .put("repaired", found.repaired())
                .put(
                        "verified_through",
                        found.verifiedThrough().map(Instant::toString).orElse(null));
        ArrayNode gone = node.putArray("gone_objects");
        found.gone().forEach(gone::add);
        ArrayNode examples = node.putArray("examples");
        found.examples()
                .forEach(example -> examples.addObject()
                        .put("kind", example.kind().name().toLowerCase(Locale.ROOT))
                        .put("key", example.key())
                        .put("expected", hash(example.expected(), null))
                        .put("found", hash(example.found(), null)));
    }

    private static @Nullable String hash(OptionalLong hash, @Nullable String otherwise) {
        return hash.isPresent() ? String.format(Locale.ROOT, "%016x", hash.getAsLong()) : otherwise;
    }

    private static String name(Verified.Against against) {
        return against.name().toLowerCase(Locale.ROOT);
    }
}
