/** What a run has to say: the JSON summary and the text for people. */
@NullMarked
package io.tidemark.loader.report;

import org.jspecify.annotations.NullMarked;
