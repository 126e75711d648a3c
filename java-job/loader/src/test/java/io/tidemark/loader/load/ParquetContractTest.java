package io.tidemark.loader.load;

import io.tidemark.sandbox.ParquetFixture;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Parquet keeps the contract. */
class ParquetContractTest implements FormatContract {

    @Override
    public byte[] write(Rows rows) {
        List<String> fields = IntStream.range(0, rows.columns().size())
                .mapToObj(i -> type(rows, i) + rows.columns().get(i))
                .map(field -> field.startsWith("binary") ? field + " (STRING)" : field)
                .toList();
        ParquetFixture file = ParquetFixture.of(ChangeFile.schema(fields));
        rows.values().forEach(row -> file.row(row.toArray()));
        return file.bytes();
    }

    private static String type(Rows rows, int column) {
        boolean numbers = rows.values().stream()
                .map(row -> row.get(column))
                .filter(Objects::nonNull)
                .anyMatch(Long.class::isInstance);
        return numbers || rows.columns().get(column).endsWith("id") ? "int64 " : "binary ";
    }

    @Override
    public String extension() {
        return ".parquet";
    }

    @Override
    public String[] settings() {
        return new String[] {};
    }
}
