/**
 * A stand-in for a task of AWS DMS: it reads the documents that the real task is made from, captures a PostgreSQL through a
 * logical replication slot, and writes files to an S3 API as DMS does.
 *
 * <p>What DMS writes is known from its guide and from real files only in part. A setting or a type of which it is not known
 * stops the task and is named; nothing is guessed in silence.
 */
@NullMarked
package io.tidemark.sandbox.dms;

import org.jspecify.annotations.NullMarked;
