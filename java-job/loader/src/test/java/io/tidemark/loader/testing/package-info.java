/** What tests of the whole loader share: real servers, the command line in process, and what it left behind. */
@NullMarked
package io.tidemark.loader.testing;

import org.jspecify.annotations.NullMarked;
