"""Other programs that load the hour. Each module but job and arrow is one, and runs by itself in their environment."""

from __future__ import annotations

# What each is, for --help; jdbc is in the sandbox's jar, the others are modules here.
PEERS = {
    "polars": "Polars, COPY by ADBC, MERGE",
    "duckdb": "DuckDB with its postgres extension, MERGE",
    "pyarrow": "pyarrow, CSV COPY by psycopg, MERGE",
    "psycopg": "pyarrow, row by row into a COPY of psycopg 3, MERGE",
    "dlt": "dlt's own delete and insert of the winners that pyarrow chose",
    "sling": "Sling copies all changes, not quite as they are, to a staging table; own SQL chooses and merges",
    "jdbc": "JDBC batches of upserts and deletes, rewritten to statements of many rows",
}
