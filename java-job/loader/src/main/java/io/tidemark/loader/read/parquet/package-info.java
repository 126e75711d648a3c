/** Parquet as DMS writes it, read by column without records. */
@NullMarked
package io.tidemark.loader.read.parquet;

import org.jspecify.annotations.NullMarked;
