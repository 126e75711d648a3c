package io.tidemark.loader.cli;

import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.HourPartition;
import io.tidemark.loader.model.HourRange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which hours are meant, and whether again. */
final class HourOptions {

    @Option(names = "--hour", paramLabel = "HOUR", description = "The hour, e.g. 2026-11-22T13:00Z.")
    private @Nullable String hour;

    @Option(names = "--from", paramLabel = "HOUR", description = "First hour of a range.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "HOUR", description = "End of a range; this hour is not part of it.")
    private @Nullable String to;

    @Option(names = "--reapply", description = "Also take objects of these hours that the ledger already holds.")
    private boolean reapply;

    boolean reapply() {
        return reapply;
    }

    HourRange range(CommandLine command) {
        try {
            if (hour != null && from == null && to == null) {
                return HourRange.of(HourPartition.parse(hour));
            }
            if (hour == null && from != null && to != null) {
                return new HourRange(HourPartition.parse(from), HourPartition.parse(to));
            }
        } catch (ConfigurationException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
        throw new ParameterException(command, "give either --hour, or --from and --to");
    }
}
