package io.tidemark.loader.load;

/** Debezium's events as JSON keep the contract. */
class DebeziumJsonContractTest implements DebeziumContract {

    @Override
    public FileFormat format() {
        return FileFormat.DEBEZIUM;
    }

    @Override
    public byte[] write(EventFile events) {
        return events.json();
    }
}
