package io.tidemark.loader.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.loader.model.Finding;
import java.util.List;
import java.util.Locale;

/** What the doctor found, as JSON and as text. */
public final class FindingReport {

    private FindingReport() {}

    public static String json(int exitCode, List<Finding> findings) {
        ObjectNode root = RunSummary.start("doctor", exitCode);
        ArrayNode nodes = root.putArray("findings");
        findings.forEach(finding -> nodes.addObject()
                .put("level", finding.level().name().toLowerCase(Locale.ROOT))
                .put("subject", finding.subject())
                .put("cause", finding.cause())
                .put("remedy", finding.remedy()));
        return root.toString();
    }

    public static String text(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s %s: %s%n",
                    finding.level().name().toLowerCase(Locale.ROOT),
                    finding.subject(),
                    finding.cause()));
            if (!finding.remedy().isEmpty()) {
                text.append(String.format(Locale.ROOT, "%-8s   -> %s%n", "", finding.remedy()));
            }
        }
        return text.toString();
    }
}
