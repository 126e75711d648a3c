/** From an application's own database through a real replication slot and files as DMS writes them to an equal table. */
@NullMarked
package io.tidemark.loader.endtoend;

import org.jspecify.annotations.NullMarked;
