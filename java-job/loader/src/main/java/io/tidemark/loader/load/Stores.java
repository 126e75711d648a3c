package io.tidemark.loader.load;

import io.tidemark.loader.discover.ObjectStore;
import io.tidemark.loader.sql.StateNames;
import org.jdbi.v3.core.Jdbi;

/** Where a load reads from and writes to, and how the schema of its state is called. */
public record Stores(ObjectStore source, Jdbi target, StateNames state) {}
