package io.tidemark.loader.cli;

import io.tidemark.loader.model.TableName;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where the source is and how to look at it. */
final class SourceOptions {

    private static final String USER = "TIDEMARK_SOURCE_USER";
    private static final String PASSWORD = "TIDEMARK_SOURCE_PASSWORD";

    @Option(
            names = "--source-url",
            paramLabel = "URL",
            description =
                    "The source database, jdbc:postgresql://host:port/database; its user and password are taken from"
                            + " " + USER + " and " + PASSWORD + ".")
    private @Nullable String url;

    @Option(
            names = "--source-table",
            paramLabel = "SCHEMA.TABLE",
            description = "Its name at the source. Default: that of the target.")
    private @Nullable String table;

    @Option(
            names = "--ignore-column",
            paramLabel = "COLUMN",
            description = "Leaves a column out, since DMS does not bring it as it is; may be repeated.")
    private List<String> ignored = List.of();

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "PT5M",
            description = "How long to wait for DMS to write what has just changed, as ISO 8601 has it."
                    + " Default: ${DEFAULT-VALUE}.")
    private String patience = "PT5M";

    /** Checks what was given. */
    void validate(CommandLine command) {
        if (url == null && (table != null || !ignored.isEmpty())) {
            throw new ParameterException(command, "--source-table and --ignore-column need --source-url");
        }
        if (url != null && url.matches("(?i).*[?&](password|sslpassword)=.*")) {
            throw new ParameterException(
                    command, "--source-url has a password, which everybody can see; set " + PASSWORD + " instead");
        }
        if (table != null && tableName().isEmpty()) {
            throw new ParameterException(command, "--source-table is '" + table + "'; expected SCHEMA.TABLE");
        }
        try {
            Duration.parse(patience);
        } catch (DateTimeParseException e) {
            throw new ParameterException(command, "--patience is '" + patience + "'; expected e.g. PT90S", e);
        }
    }

    private Optional<TableName> tableName() {
        int dot = table == null ? -1 : table.indexOf('.');
        return table == null || dot < 1 || dot == table.length() - 1
                ? Optional.empty()
                : Optional.of(new TableName(table.substring(0, dot), table.substring(dot + 1)));
    }

    /** The source, if one was named. */
    OpenSource open(Map<String, String> environment) {
        Optional<DatabaseConnections> connections = Optional.ofNullable(url)
                .map(given -> new DatabaseConnections(
                        "--source-url",
                        given,
                        Main.variable(environment, USER, ""),
                        Optional.ofNullable(environment.get(PASSWORD))));
        return new OpenSource(connections, tableName(), ignored, Duration.parse(patience));
    }
}
