/** Every PostgreSQL type through every format: the table that is published as {@code java-job/TYPES.md}. */
@NullMarked
package io.tidemark.loader.types;

import org.jspecify.annotations.NullMarked;
