/** An application that takes orders, which a source database has to endure. */
@NullMarked
package io.tidemark.sandbox.workload;

import org.jspecify.annotations.NullMarked;
