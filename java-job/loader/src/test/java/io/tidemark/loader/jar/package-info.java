/** The jar as a process, and the promises of the README. */
@NullMarked
package io.tidemark.loader.jar;

import org.jspecify.annotations.NullMarked;
