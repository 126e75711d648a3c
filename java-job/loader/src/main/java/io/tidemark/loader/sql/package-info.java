/** SQL resources and identifiers: the only place where a name becomes SQL. */
@NullMarked
package io.tidemark.loader.sql;

import org.jspecify.annotations.NullMarked;
