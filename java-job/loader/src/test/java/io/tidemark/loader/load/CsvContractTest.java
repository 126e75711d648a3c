package io.tidemark.loader.load;

/** CSV with a header keeps the contract. */
class CsvContractTest implements RowFormatContract {

    @Override
    public FileFormat format() {
        return FileFormat.CSV;
    }
}
