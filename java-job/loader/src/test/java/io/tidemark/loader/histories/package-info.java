/**
 * Tiny made-up histories by the thousand: drawn from a seed, played against the real loader, compared after every command
 * with a replay one by one, and made smaller where they fail.
 */
@NullMarked
package io.tidemark.loader.histories;

import org.jspecify.annotations.NullMarked;
