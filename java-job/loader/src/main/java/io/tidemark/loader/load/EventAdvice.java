package io.tidemark.loader.load;

import io.tidemark.loader.model.Finding;
import io.tidemark.loader.read.FileColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What {@code doctor} says of the columns of Debezium's events: where the connector's settings lose something. */
final class EventAdvice {

    private static final List<String> MILLISECONDS =
            List.of("org.apache.kafka.connect.data.Timestamp", "org.apache.kafka.connect.data.Time");

    private EventAdvice() {}

    static List<Finding> of(String pipeline, List<FileColumn> columns) {
        List<Finding> findings = new ArrayList<>();
        List<String> undeclared = named(columns, column -> !column.isDeclared());
        if (!undeclared.isEmpty()) {
            findings.add(Finding.warning(
                    pipeline + ", event schema",
                    "the events do not declare the types of " + undeclared + ": they are taken from the target where it"
                            + " tells them, and refused elsewhere",
                    "set value.converter.schemas.enable = true in the connector, or declare source.debezium.types"));
        }
        List<String> cut = named(columns, column -> MILLISECONDS.stream().anyMatch(column.fileType()::endsWith));
        if (!cut.isEmpty()) {
            findings.add(Finding.warning(
                    pipeline + ", time precision",
                    "the connector cuts the times of " + cut + " to milliseconds",
                    "set time.precision.mode = adaptive in the connector"));
        }
        return findings;
    }

    private static List<String> named(List<FileColumn> columns, Predicate<FileColumn> chosen) {
        return columns.stream().filter(chosen).map(FileColumn::name).toList();
    }
}
