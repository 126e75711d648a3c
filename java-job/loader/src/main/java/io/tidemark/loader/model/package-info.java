/** The nouns of a load: partitions, objects, positions, tables, counters and failures. Everything here is immutable. */
@NullMarked
package io.tidemark.loader.model;

import org.jspecify.annotations.NullMarked;
