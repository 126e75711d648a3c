/** What must not be loaded: each case says why in words that help, ends with its exit code, and leaves all as it was. */
@NullMarked
package io.tidemark.loader.badinput;

import org.jspecify.annotations.NullMarked;
