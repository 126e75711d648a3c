"""An Airflow DAG for each configuration: loads the LOAD files of its tables, or replaces their content by a reload."""

from __future__ import annotations

from tidemark.descriptions import read_descriptions
from tidemark.full_load import full_load_dag

for _description in read_descriptions():
    globals()[f"full_load_{_description.name}"] = full_load_dag(_description)
