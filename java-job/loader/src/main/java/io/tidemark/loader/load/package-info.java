/** The use cases, readable from top to bottom; the only place that opens a transaction. */
@NullMarked
package io.tidemark.loader.load;

import org.jspecify.annotations.NullMarked;
