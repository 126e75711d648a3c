"""The DAGs are the same wherever the jar runs, and Airflow can keep them in its database."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from airflow.serialization.serialized_objects import DagSerialization

from tests.unit.conftest import described
from tidemark.descriptions import Installation
from tidemark.full_load import full_load_dag
from tidemark.hourly import hourly_dag
from tidemark.monitor import monitor_dag
from tidemark.ranges import range_dag

ECS = dict.fromkeys(["cluster", "task_definition", "container_name", "awslogs_group", "awslogs_stream_prefix"], "x")


@pytest.mark.parametrize(
    ("settings", "operator"),
    [
        ({"runner": "local"}, "TidemarkOperator"),
        ({"runner": "kubernetes", "kubernetes": {"image": "tidemark:1"}}, "TidemarkPodOperator"),
        ({"runner": "ecs", "ecs": ECS}, "TidemarkEcsOperator"),
    ],
)
def test_all_dags_are_made_and_kept(
    installation: Callable[..., Installation], settings: dict[str, Any], operator: str
) -> None:
    description = described(installation(deadline_alerts=True, **settings))
    dags = [make(description) for make in (range_dag, full_load_dag, monitor_dag)]
    dags.append(hourly_dag(description, description.pipelines[0]))
    for dag in dags:
        kept = DagSerialization.from_dict(json.loads(json.dumps(DagSerialization.to_dict(dag))))
        assert kept.dag_id == dag.dag_id
        assert operator in {task.task_type for task in dag.tasks}
