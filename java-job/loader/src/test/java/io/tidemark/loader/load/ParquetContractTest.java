package io.tidemark.loader.load;

/** Parquet keeps the contract. */
class ParquetContractTest implements FormatContract {

    @Override
    public FileFormat format() {
        return FileFormat.PARQUET;
    }
}
