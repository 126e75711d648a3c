/** HOCON to validated {@code model} records: every problem at once, an unknown key is an error. */
@NullMarked
package io.tidemark.loader.config;

import org.jspecify.annotations.NullMarked;
