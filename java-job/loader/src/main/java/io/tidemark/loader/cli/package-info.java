/** Commands, the object graph and exit codes. */
@NullMarked
package io.tidemark.loader.cli;

import org.jspecify.annotations.NullMarked;
