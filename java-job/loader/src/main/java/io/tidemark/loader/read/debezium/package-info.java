/** Debezium's change events as Kafka Connect or Firehose land them: JSON envelopes with or without schema, or Avro. */
@NullMarked
package io.tidemark.loader.read.debezium;

import org.jspecify.annotations.NullMarked;
