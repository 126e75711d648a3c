"""An Airflow DAG for each configuration: loads, repeats or plans a range of hours which somebody types into its form."""

from __future__ import annotations

from tidemark.descriptions import read_descriptions
from tidemark.ranges import range_dag

for _description in read_descriptions():
    globals()[f"range_{_description.name}"] = range_dag(_description)
