"""The winners of the hour, as pyarrow reads and chooses them; for the peers that have no means of their own."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from pyarrow import fs

from bench.peers.job import OPERATION, POSITION, Job


def winners(wanted: Job) -> Any:
    """A table of pyarrow, in key order: the operation as op, then the columns of the target."""
    store = fs.S3FileSystem(endpoint_override=wanted.endpoint, region=wanted.region)
    objects = ds.dataset(f"{wanted.bucket}/{wanted.folder}", filesystem=store, format="parquet")
    changes = objects.to_table(columns=[OPERATION, *wanted.names, POSITION])
    order = pc.sort_indices(
        changes, sort_keys=[*((name, "ascending") for name in wanted.key), (POSITION, "descending")]
    )
    keys = changes.select(wanted.key).take(order)
    another = [pc.not_equal(column[1:], column[:-1]) for column in keys.columns]
    first = pa.chunked_array([pa.array([True]), *reduce(pc.or_, another).chunks]) if len(keys) else pa.array([])
    chosen = changes.take(order.filter(first.combine_chunks()))
    return chosen.select([OPERATION, *wanted.names]).rename_columns(["op", *wanted.names])
