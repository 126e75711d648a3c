package io.tidemark.loader.load;

import io.tidemark.sandbox.CsvFixture;

/** CSV with a header keeps the contract. */
class CsvContractTest implements FormatContract {

    @Override
    public byte[] write(Rows rows) {
        CsvFixture file = CsvFixture.of().header(rows.columns());
        rows.values().forEach(row -> file.row(row.toArray()));
        return file.bytes();
    }

    @Override
    public String extension() {
        return ".csv";
    }

    @Override
    public String[] settings() {
        return new String[] {"source.format = csv", "source.csv.header = true"};
    }
}
