/** Which objects an hour owes: lists S3 and subtracts what the ledger holds. */
@NullMarked
package io.tidemark.loader.discover;

import org.jspecify.annotations.NullMarked;
