package io.tidemark.loader.load;

import io.tidemark.loader.model.ObjectEvidence;

/** What a scan of one object found; {@code keyChanges} of its updates are deletes of their old key as well. */
record ScannedObject(ObjectEvidence evidence, long keyChanges) {}
