"""Each rule of dms-lint finds what its failing example has and nothing in its passing one; the shipped documents are clean."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import NoCredentialsError, NoRegionError
from moto import mock_aws

from tidemark_infra.lint import __main__ as program
from tidemark_infra.lint import live
from tidemark_infra.lint.captures import Capture, Collection, InputError, facts
from tidemark_infra.lint.rules import Finding, findings, read_rules
from tidemark_infra.settings import INFRA

RULES = read_rules()
EXAMPLES = json.loads((INFRA / "tests" / "dms-lint-examples.json").read_text(encoding="utf-8"))
SHIPPED = json.loads((INFRA / "settings.json").read_text(encoding="utf-8"))


def merged(value: Any, patch: Any) -> Any:
    """RFC 7386."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(value) if isinstance(value, Mapping) else {}
    for name, member in patch.items():
        if member is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), member)
    return result


def found_with(patch: Mapping[str, Any]) -> list[Finding]:
    parts = merged(EXAMPLES["clean"], patch)
    tables, tasks = parts.pop("tables"), parts.pop("tasks")
    return findings(RULES, Capture("tidemark", {**facts(parts, tables, RULES.large_types), "tasks": tasks}))


def captured(files: Mapping[str, Any]) -> Collection:
    collection = Collection(RULES.large_types)
    for name in sorted(files):
        collection.add(name, files[name])
    return collection


def test_each_rule_has_a_number_of_its_own_and_examples() -> None:
    numbers = [rule.id for rule in RULES.rules]
    assert sorted(set(numbers)) == numbers
    assert set(EXAMPLES["examples"]) == set(numbers)


def test_each_rule_says_all_that_a_reader_needs() -> None:
    for rule in RULES.rules:
        assert rule.severity in RULES.severities, rule.id
        assert rule.source.startswith("https://docs.aws.amazon.com/") or "reference.conf" in rule.source, rule.id
        assert all((rule.title, rule.reason.endswith("."), rule.fix.endswith("."))), rule.id


def test_what_is_clean_is_clean() -> None:
    assert found_with({}) == []


@pytest.mark.parametrize("number", EXAMPLES["examples"])
def test_a_rule_finds_what_is_wrong(number: str) -> None:
    example = EXAMPLES["examples"][number]
    found = {finding.id: finding for finding in found_with(example["wrong"])}
    assert set(found) == {number, *example.get("also", [])}
    assert (found[number].subject, found[number].found) == (example["subject"], example["found"])


@pytest.mark.parametrize("number", EXAMPLES["examples"])
def test_a_rule_finds_nothing_in_what_is_right(number: str) -> None:
    assert found_with(EXAMPLES["examples"][number]["right"]) == []


@pytest.mark.parametrize("folder", EXAMPLES["folders"], ids=lambda folder: folder["name"])
def test_files_of_any_shape_are_understood(folder: Mapping[str, Any]) -> None:
    collection = captured(folder["files"])
    found = {one.name: sorted(finding.id for finding in findings(RULES, one)) for one in collection.captures()}
    assert found == folder["captures"]
    assert collection.notes == folder["notes"]


def test_json_that_is_nothing_of_dms_is_refused() -> None:
    with pytest.raises(InputError, match="no endpoint, task, table mappings, task settings or instance of DMS"):
        captured({"a.json": {"Statement": []}}).captures()


def test_a_task_whose_mappings_are_no_json_is_refused() -> None:
    with pytest.raises(InputError, match=r"task\.json: TableMappings is no JSON: .* line 1"):
        captured({"task.json": {"ReplicationTaskIdentifier": "t", "TableMappings": "{rules"}})


def test_a_task_whose_settings_are_another_json_is_refused() -> None:
    with pytest.raises(InputError, match=r"task\.json: ReplicationTaskSettings is no object"):
        captured({"task.json": {"ReplicationTaskIdentifier": "t", "ReplicationTaskSettings": "[]"}})


JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    "",
    "%",
    "{{name}}",
    [],
    [None],
    ["text"],
    {},
    {"rules": 1},
    {"name": None},
)


def spoiled(chance: random.Random, value: Any) -> Any:
    """The value with some member replaced by what does not belong there."""
    if chance.random() < 0.03:
        return chance.choice(JUNK)
    if isinstance(value, dict):
        return {name: spoiled(chance, member) for name, member in value.items()}
    return [spoiled(chance, item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(150))
def test_whatever_is_in_the_files_is_linted_or_refused(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    folder = chance.choice(EXAMPLES["folders"])
    task = {
        "ReplicationTaskIdentifier": "tidemark",
        "TableMappings": EXAMPLES["clean"]["mappings"],
        "ReplicationTaskSettings": EXAMPLES["clean"]["settings"],
    }
    files = {**folder["files"], "task.json": task, "team.json": {"tables": EXAMPLES["clean"]["tables"]}}
    try:
        captures = captured({name: spoiled(chance, content) for name, content in files.items()}).captures()
    except InputError:
        return
    for capture in captures:
        json.dumps([finding.as_json() for finding in findings(RULES, capture)])


# The program


def run(*arguments: str) -> int:
    return program.main(arguments)


def settings_with(tmp_path: Path, **changes: Any) -> str:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({**SHIPPED, **changes}), encoding="utf-8")
    return str(path)


def test_the_shipped_documents_have_nothing_that_any_rule_finds(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--strict") == 0
    assert capsys.readouterr().out == "tidemark: nothing found\n"


@pytest.mark.parametrize(
    "changes",
    [
        {"capture": "serverless"},
        {"source": {**SHIPPED["source"], "slot": "tidemark", "start-lsn": "4AF/B00000D0"}},
    ],
    ids=["serverless", "from an LSN"],
)
def test_the_documents_are_clean_whatever_the_settings_choose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: Mapping[str, Any]
) -> None:
    assert run("--strict", "--settings", settings_with(tmp_path, **changes)) == 0
    assert capsys.readouterr().out == "tidemark: nothing found\n"


def test_a_folder_of_documents_is_clean_as_it_lies_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--strict", str(INFRA / "dms"), "--settings", str(INFRA / "settings.json")) == 0
    assert "nothing found" in capsys.readouterr().out


def test_columns_of_the_settings_are_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = [{"name": "public.rates", "key": ["code"], "columns": {"code": "text", "rate": "numeric"}}]
    assert run("--settings", settings_with(tmp_path, tables=tables)) == 3
    said = capsys.readouterr().out
    assert "TM092  loses data: a key of a large type" in said
    assert "in:     tidemark, public.rates.rate" in said
    assert "found:  type is numeric" in said
    assert said.endswith("tidemark: 2 loses data\n")


def test_json_has_the_same_findings_and_the_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = [{"name": "public.rates", "key": ["code"], "columns": {"code": "text", "rate": "numeric"}}]
    assert run("--json", "--settings", settings_with(tmp_path, tables=tables)) == 3
    answer = json.loads(capsys.readouterr().out)
    assert answer["exitCode"] == 3
    assert [finding["id"] for finding in answer["captures"][0]["findings"]] == ["TM092", "TM093"]


def test_what_was_not_given_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.json").write_text(json.dumps(EXAMPLES["clean"]["mappings"]), encoding="utf-8")
    assert run(str(tmp_path / "m.json")) == 0
    assert (
        "DMS: nothing was given of columns, instance, settings, source, target, task, tasks; the rules about them were"
        " left out\n"
    ) in capsys.readouterr().out


def test_only_strict_ends_with_3_for_what_merely_costs(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps(merged(EXAMPLES["clean"]["settings"], {"Logging": None})), encoding="utf-8")
    assert run(str(file)) == 0
    assert run(str(file), "--strict") == 3


def test_a_list_of_all_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--list") == 0
    said = capsys.readouterr().out
    assert "TM001  changes are applied in batches (loses data)" in said
    assert all(rule.id in said for rule in RULES.rules)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "bad.json: no JSON: Expecting property name"),
        ('{"a": 1}', "no endpoint, task, table mappings, task settings or instance of DMS is in what was given"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, message: str) -> None:
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    assert run(str(tmp_path)) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path / "none.json")) == 2
    assert "none.json: no such file or folder" in capsys.readouterr().err


def test_settings_with_problems_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--settings", settings_with(tmp_path, capture="nowhere")) == 2
    assert "capture: 'nowhere' is not one of" in capsys.readouterr().err


# A live task. moto has no serverless replications: what describe-replication-configs answers is made here.


@pytest.fixture
def dms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("dms", region_name="eu-west-1")
        configs: list[dict[str, Any]] = []
        client.meta.events.register(
            "before-call.dms.DescribeReplicationConfigs",
            lambda **_: (AWSResponse("", 200, {}, None), {"ReplicationConfigs": configs}),
        )
        client.configs = configs
        monkeypatch.setattr(live, "client", lambda _: client)
        yield client


def endpoint(dms: Any, name: str, part: str, **changes: Any) -> str:
    content = {**EXAMPLES["clean"][part], "EndpointIdentifier": name, **changes}
    return str(dms.create_endpoint(**content)["Endpoint"]["EndpointArn"])


def task(dms: Any, name: str, target: str, **changes: Any) -> str:
    clean = EXAMPLES["clean"]
    answer = dms.create_replication_task(
        **{
            "ReplicationTaskIdentifier": name,
            "SourceEndpointArn": endpoint(dms, f"{name}-source", "source"),
            "TargetEndpointArn": target,
            "ReplicationInstanceArn": "arn:aws:dms:eu-west-1:111122223333:rep:I",
            "MigrationType": "full-load-and-cdc",
            "TableMappings": json.dumps(clean["mappings"]),
            "ReplicationTaskSettings": json.dumps(clean["settings"]),
            **changes,
        }
    )
    return str(answer["ReplicationTask"]["ReplicationTaskArn"])


def test_a_live_task_is_found_by_name_and_by_arn(dms: Any, capsys: pytest.CaptureFixture[str]) -> None:
    arn = task(dms, "orders", endpoint(dms, "t", "target"), MigrationType="full-load")
    assert run("--task", "orders") == 3
    assert run("--task", arn) == 3
    assert capsys.readouterr().out.count("TM017  loses data: no changes are captured") == 2


def test_a_live_task_on_another_ones_folder_is_found(dms: Any, capsys: pytest.CaptureFixture[str]) -> None:
    target = endpoint(dms, "t", "target")
    task(dms, "orders", target)
    task(dms, "customers", target)
    assert run("--task", "orders") == 3
    assert "found:  orders; customers" in capsys.readouterr().out


def test_a_live_serverless_replication_is_found(dms: Any, capsys: pytest.CaptureFixture[str]) -> None:
    clean = EXAMPLES["clean"]
    dms.configs.append(
        {
            "ReplicationConfigIdentifier": "shop",
            "ReplicationConfigArn": "arn:aws:dms:eu-west-1:111122223333:replication-config:X",
            "SourceEndpointArn": endpoint(dms, "s", "source"),
            "TargetEndpointArn": endpoint(dms, "t", "target"),
            "ComputeConfig": {"MaxCapacityUnits": 8, "MultiAZ": False},
            "TableMappings": json.dumps(clean["mappings"]),
            "ReplicationSettings": json.dumps(clean["settings"]),
        }
    )
    assert run("--task", "shop", "--strict") == 0
    assert capsys.readouterr().out.startswith("shop: nothing found\n")


def test_a_live_task_that_is_not_there_is_refused_with_those_that_are(
    dms: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    task(dms, "orders", endpoint(dms, "t", "target"))
    assert run("--task", "order") == 2
    assert "no task or serverless replication order that writes to S3 is there; these are: orders" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("failure", "exit_code", "message"),
    [
        (NoCredentialsError(), 5, "AWS could not be asked: Unable to locate credentials"),
        (NoRegionError(), 2, "in which region? --region says it, or the region of --settings"),
    ],
    ids=["no credentials", "no region"],
)
def test_why_aws_was_not_asked_is_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: Exception,
    exit_code: int,
    message: str,
) -> None:
    def refused(_: str | None) -> Any:
        raise failure

    monkeypatch.setattr(live, "client", refused)
    assert run("--task", "orders") == exit_code
    assert message in capsys.readouterr().err
