/** One source object becomes a stream of changes, whatever its format. */
@NullMarked
package io.tidemark.loader.read;

import org.jspecify.annotations.NullMarked;
