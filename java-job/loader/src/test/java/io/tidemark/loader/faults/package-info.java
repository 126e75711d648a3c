/** Faults of S3, of the network and of sessions in the middle of a load: nothing is half-applied, and a retry loads all. */
@NullMarked
package io.tidemark.loader.faults;

import org.jspecify.annotations.NullMarked;
