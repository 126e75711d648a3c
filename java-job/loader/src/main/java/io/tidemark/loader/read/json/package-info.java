/** JSON objects with a change in a JSON object of flat members: one in a line, or any other sequence or array of them. */
@NullMarked
package io.tidemark.loader.read.json;

import org.jspecify.annotations.NullMarked;
