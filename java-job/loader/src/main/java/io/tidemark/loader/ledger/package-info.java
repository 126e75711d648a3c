/** What Tidemark remembers in the target database: ledger, watermark, runs, fence, schema history. */
@NullMarked
package io.tidemark.loader.ledger;

import org.jspecify.annotations.NullMarked;
