"""What the DAGs are made of: descriptions of pipelines, the operator that runs the jar, and what people are told.

The DAG files beside this package only wire these parts together. The loader itself is the jar; nothing here reads change
files or writes to the target.
"""
