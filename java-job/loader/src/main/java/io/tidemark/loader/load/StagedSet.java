package io.tidemark.loader.load;

/** What the objects of one set of columns held, and where their winners are staged. */
record StagedSet(Winners winners, Evidence evidence) {}
