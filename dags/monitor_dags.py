"""An Airflow DAG for each configuration: watches its DMS tasks, and whether the hours of its pipelines are loaded."""

from __future__ import annotations

from tidemark.descriptions import read_descriptions
from tidemark.monitor import monitor_dag

for _description in read_descriptions():
    globals()[f"monitor_{_description.name}"] = monitor_dag(_description)
