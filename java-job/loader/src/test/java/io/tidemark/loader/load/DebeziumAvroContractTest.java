package io.tidemark.loader.load;

/** Debezium's events as Avro keep the contract. */
class DebeziumAvroContractTest implements DebeziumContract {

    @Override
    public FileFormat format() {
        return FileFormat.DEBEZIUM_AVRO;
    }

    @Override
    public byte[] write(EventFile events) {
        return events.avro();
    }
}
