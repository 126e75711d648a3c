/** Staging tables become the target table, idempotently and with counts. */
@NullMarked
package io.tidemark.loader.merge;

import org.jspecify.annotations.NullMarked;
