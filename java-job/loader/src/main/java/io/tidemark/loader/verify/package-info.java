/** Holds two tables against each other by hashes of their rows, wherever each of them lies. */
@NullMarked
package io.tidemark.loader.verify;

import org.jspecify.annotations.NullMarked;
