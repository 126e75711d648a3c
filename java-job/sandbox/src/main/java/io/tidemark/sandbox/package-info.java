/**
 * Stand-ins for the demo and the tests, each a real part: a PostgreSQL server, an S3 API, files as AWS DMS writes them
 * and a scripted history of the reference table with its truth. Its subpackages have an application on a source database and
 * a task that captures it as AWS DMS does.
 *
 * <p>Nothing here is part of the product jar.
 */
@NullMarked
package io.tidemark.sandbox;

import org.jspecify.annotations.NullMarked;
