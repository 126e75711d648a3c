/** CSV objects as DMS writes them: RFC 4180, a change in a row, with or without a header. */
@NullMarked
package io.tidemark.loader.read.csv;

import org.jspecify.annotations.NullMarked;
