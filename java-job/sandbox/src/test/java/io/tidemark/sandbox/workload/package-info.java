/** The application against a real PostgreSQL. */
package io.tidemark.sandbox.workload;
