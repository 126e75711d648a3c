package io.tidemark.sandbox.dms;

import io.tidemark.sandbox.DmsChange.Operation;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;

/** A column that an add-column rule makes of what DMS knows of a change. */
record AddedColumn(String name, Header header) {

    /** The expressions whose values are known. */
    enum Header {
        AR_H_STREAM_POSITION,
        AR_H_CHANGE_SEQ,
        AR_H_TIMESTAMP,
        AR_H_COMMIT_TIMESTAMP,
        AR_H_OPERATION,
        AR_H_USER,
        AR_M_SOURCE_SCHEMA,
        AR_M_SOURCE_TABLE_NAME
    }

    /**
     * What is known of a change, or of a row of a full load.
     *
     * @param position its change sequence; empty in a full load
     * @param stream its place in the log; empty in a full load
     * @param time what the timestamp column has: when it was committed or moved, or when the task was started
     * @param arrived when it was committed or moved
     */
    record Heading(
            TableId table,
            Operation operation,
            String position,
            String stream,
            LocalDateTime time,
            LocalDateTime arrived) {}

    static AddedColumn read(JsonSection rule, List<String> problems) {
        String expression = rule.text("expression", "").replaceFirst("^\\$", "");
        String name = rule.text("value", "");
        return Arrays.stream(Header.values())
                .filter(header -> header.name().equals(expression))
                .findFirst()
                .map(header -> new AddedColumn(name, header))
                .orElseGet(() -> {
                    problems.add("added column " + name + ": the expression " + expression + " is none of "
                            + Arrays.toString(Header.values()));
                    return new AddedColumn(name, Header.AR_H_USER);
                });
    }

    FileColumn column() {
        boolean isTime = header == Header.AR_H_TIMESTAMP || header == Header.AR_H_COMMIT_TIMESTAMP;
        return new FileColumn(name, isTime ? new DmsType(DmsType.Kind.DATETIME, 0, 0) : DmsType.text(), false);
    }

    Object value(Heading heading) {
        return switch (header) {
            case AR_H_STREAM_POSITION -> heading.stream();
            case AR_H_CHANGE_SEQ -> heading.position();
            case AR_H_TIMESTAMP, AR_H_COMMIT_TIMESTAMP -> heading.arrived();
            case AR_H_OPERATION -> heading.operation().name();
            case AR_H_USER -> "";
            case AR_M_SOURCE_SCHEMA -> heading.table().schema();
            case AR_M_SOURCE_TABLE_NAME -> heading.table().name();
        };
    }
}
