package io.tidemark.loader.load;

import io.tidemark.sandbox.CsvFixture;
import io.tidemark.sandbox.ParquetFixture;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The formats that cases are written in. {@code -Dtidemark.formats=parquet,csv} chooses those of the convergence cases. */
enum FileFormat {
    PARQUET {
        @Override
        byte[] write(Rows rows) {
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
        String[] settings() {
            return new String[] {};
        }
    },

    CSV {
        @Override
        byte[] write(Rows rows) {
            CsvFixture file = CsvFixture.of().header(rows.columns());
            rows.values().forEach(row -> file.row(row.toArray()));
            return file.bytes();
        }

        @Override
        String[] settings() {
            return new String[] {"source.format = csv", "source.csv.header = true"};
        }
    },

    /** Envelopes as JSON without schema. */
    DEBEZIUM {
        @Override
        byte[] write(Rows rows) {
            return EventRows.of(rows).json();
        }

        @Override
        String[] settings() {
            return new String[] {"source.format = debezium"};
        }
    },

    DEBEZIUM_AVRO {
        @Override
        byte[] write(Rows rows) {
            return EventRows.of(rows).avro();
        }

        @Override
        String[] settings() {
            return DEBEZIUM.settings();
        }
    };

    /** An object with these rows. */
    abstract byte[] write(Rows rows);

    /** What a pipeline needs to read it. */
    abstract String[] settings();

    /** The end of an object's name, with the dot. */
    String extension() {
        return "." + name().toLowerCase(Locale.ROOT);
    }

    /** The formats that this run is about. */
    static Stream<FileFormat> chosen() {
        return Stream.of(System.getProperty("tidemark.formats", "parquet").split(","))
                .map(name -> valueOf(name.toUpperCase(Locale.ROOT)));
    }

    static boolean isNumber(Rows rows, int column) {
        return rows.columns().get(column).toLowerCase(Locale.ROOT).endsWith("id")
                || rows.values().stream()
                        .map(row -> row.get(column))
                        .filter(Objects::nonNull)
                        .anyMatch(Long.class::isInstance);
    }
}
