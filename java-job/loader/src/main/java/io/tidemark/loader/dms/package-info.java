/** Names the settings of AWS DMS that lose data, by rules that {@code scripts/dms-lint} has too. */
@NullMarked
package io.tidemark.loader.dms;

import org.jspecify.annotations.NullMarked;
