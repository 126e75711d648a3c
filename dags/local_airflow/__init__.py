"""A whole Airflow on this machine: its components as processes, its metadata in the sandbox's PostgreSQL.

`stack` has the Airflow, `sandbox` the servers that it works with, `rest` a client of its API, `family` and `guard` see
to it that no process stays. `python -m local_airflow` starts all of it for people, the tests do the same from Python.
"""
