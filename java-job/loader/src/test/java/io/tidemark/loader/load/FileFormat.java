package io.tidemark.loader.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.sandbox.CsvFixture;
import io.tidemark.sandbox.ParquetFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The formats that cases are written in. {@code -Dtidemark.formats=parquet,csv} chooses those of the convergence cases. */
public enum FileFormat {
    PARQUET {
        @Override
        public byte[] write(Rows rows) {
            List<String> fields = IntStream.range(0, rows.columns().size())
                    .mapToObj(i -> isNumber(rows, i)
                            ? "int64 " + rows.columns().get(i)
                            : "binary " + rows.columns().get(i) + " (STRING)")
                    .toList();
            ParquetFixture file = ParquetFixture.of(ChangeFile.schema(fields));
            rows.values().forEach(row -> file.row(row.toArray()));
            return file.bytes();
        }

        @Override
        public String[] settings() {
            return new String[] {};
        }
    },

    CSV {
        @Override
        public byte[] write(Rows rows) {
            CsvFixture file = CsvFixture.of().header(rows.columns());
            rows.values().forEach(row -> file.row(row.toArray()));
            return file.bytes();
        }

        @Override
        public String[] settings() {
            return new String[] {"source.format = csv", "source.csv.header = true"};
        }
    },

    JSON {
        @Override
        public byte[] write(Rows rows) {
            StringBuilder lines = new StringBuilder();
            for (List<@Nullable Object> row : rows.values()) {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    members.put(rows.columns().get(i), row.get(i));
                }
                lines.append(MAPPER.valueToTree(members).toString()).append('\n');
            }
            return lines.toString().getBytes(UTF_8);
        }

        @Override
        public String[] settings() {
            return new String[] {"source.format = json"};
        }
    },

    /** Envelopes as JSON without schema. */
    DEBEZIUM {
        @Override
        public byte[] write(Rows rows) {
            return EventRows.of(rows).json();
        }

        @Override
        public String[] settings() {
            return new String[] {"source.format = debezium"};
        }
    },

    DEBEZIUM_AVRO {
        @Override
        public byte[] write(Rows rows) {
            return EventRows.of(rows).avro();
        }

        @Override
        public String[] settings() {
            return DEBEZIUM.settings();
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** An object with these rows. */
    public abstract byte[] write(Rows rows);

    /** What a pipeline needs to read it. */
    public abstract String[] settings();

    /** The end of an object's name, with the dot. */
    public String extension() {
        return "." + name().toLowerCase(Locale.ROOT).replaceFirst(".*_", "");
    }

    /** The formats that this run is about. */
    static Stream<FileFormat> chosen() {
        return Pattern.compile(",")
                .splitAsStream(System.getProperty("tidemark.formats", "parquet"))
                .map(name -> valueOf(name.toUpperCase(Locale.ROOT)));
    }

    /** Whether it has Debezium's events, which tell a value that was not logged from NULL. */
    public boolean isDebezium() {
        return this == DEBEZIUM || this == DEBEZIUM_AVRO;
    }

    static boolean isNumber(Rows rows, int column) {
        return rows.columns().get(column).toLowerCase(Locale.ROOT).endsWith("id")
                || rows.values().stream()
                        .map(row -> row.get(column))
                        .filter(Objects::nonNull)
                        .anyMatch(Long.class::isInstance);
    }
}
