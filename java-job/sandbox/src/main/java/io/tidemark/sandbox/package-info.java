/**
 * Stand-ins for the demo and the tests, each a real part: a PostgreSQL server, an S3 API, files as AWS DMS writes them
 * and a scripted history of the reference table with its truth.
 *
 * <p>Nothing here is part of the product jar.
 */
@NullMarked
package io.tidemark.sandbox;

import org.jspecify.annotations.NullMarked;
