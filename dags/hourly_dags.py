"""An Airflow DAG for each pipeline: loads every hour, once it has settled, into the target table."""

from __future__ import annotations

from tidemark.descriptions import read_descriptions
from tidemark.hourly import hourly_dag

for _description in read_descriptions():
    for _pipeline in _description.pipelines:
        globals()[f"hourly_{_pipeline.name}"] = hourly_dag(_description, _pipeline)
