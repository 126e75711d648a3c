/** Net changes become binary COPY into staging tables, converted to the type of the target column. */
@NullMarked
package io.tidemark.loader.stage;

import org.jspecify.annotations.NullMarked;
