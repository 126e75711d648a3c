/** Many changes of a key become the one that counts. Pure: no I/O, no clock. */
@NullMarked
package io.tidemark.loader.fold;

import org.jspecify.annotations.NullMarked;
