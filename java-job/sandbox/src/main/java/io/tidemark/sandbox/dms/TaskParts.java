package io.tidemark.sandbox.dms;

/** What a task works with, from one run to the next. */
record TaskParts(
        TaskDefinition task, SourceCatalog catalog, CompressedTime time, TargetFolder folder, ChangeFiles files) {}
