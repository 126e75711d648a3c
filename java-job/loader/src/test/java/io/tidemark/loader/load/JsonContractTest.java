package io.tidemark.loader.load;

/** JSON lines keep the contract. */
class JsonContractTest implements RowFormatContract {

    @Override
    public FileFormat format() {
        return FileFormat.JSON;
    }
}
