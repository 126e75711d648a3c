"""Alarms, dashboards, notices and logs."""

from __future__ import annotations

from collections.abc import Mapping

from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.kinds.kind import Json, Kind, Step, always, calls, putting


def _alarm(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    found = aws.call("cloudwatch", "describe_alarms", AlarmNames=[wanted["AlarmName"]], AlarmTypes=["MetricAlarm"])
    return next(iter(found.get("MetricAlarms", ())), None)


def _dashboard(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    return unless_absent(
        lambda: aws.call("cloudwatch", "get_dashboard", DashboardName=wanted["DashboardName"]),
        "ResourceNotFound",
        "DashboardNotFoundError",
    )


def _topic_arn(aws: Aws, name: str) -> str:
    return f"arn:aws:sns:{aws.region}:{aws.account}:{name}"


def _topic(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    arn = _topic_arn(aws, wanted["Name"])
    found = unless_absent(
        lambda: aws.call("sns", "get_topic_attributes", TopicArn=arn), "NotFound", "NotFoundException"
    )
    return {"TopicArn": arn, "Name": wanted["Name"], **found} if found else None


def _change_topic(step: Step) -> None:
    for name, value in step.wanted.get("Attributes", {}).items():
        step.aws.call(
            "sns", "set_topic_attributes", TopicArn=step.seen("TopicArn"), AttributeName=name, AttributeValue=value
        )


def _subscription(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    """Also one that nobody has confirmed yet."""
    found = aws.pages("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=wanted["TopicArn"])
    place = {name: wanted[name] for name in ("Protocol", "Endpoint")}
    return next((one for one in found if place.items() <= one.items()), None)


def _delete_subscription(step: Step) -> None:
    arn = step.seen("SubscriptionArn")
    if arn.startswith("arn:"):  # AWS itself forgets one that was never confirmed.
        step.aws.call("sns", "unsubscribe", SubscriptionArn=arn)


def _attribute(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    found = aws.call("sns", "get_topic_attributes", TopicArn=wanted["TopicArn"])["Attributes"]
    return {"AttributeValue": found.get(wanted["AttributeName"])}


def _rule(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    found = unless_absent(lambda: aws.call("events", "describe_rule", Name=wanted["Name"]), "ResourceNotFoundException")
    return {**found, "RuleArn": found["Arn"]} if found else None


def _targets(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    found = unless_absent(
        lambda: aws.call("events", "list_targets_by_rule", Rule=wanted["Rule"]), "ResourceNotFoundException"
    )
    ours = {target["Id"] for target in wanted["Targets"]}
    targets = [target for target in (found or {}).get("Targets", ()) if target["Id"] in ours]
    return {"Rule": wanted["Rule"], "Targets": targets} if targets else None


def _delete_targets(step: Step) -> None:
    ids = [target["Id"] for target in step.wanted["Targets"]]
    step.aws.call("events", "remove_targets", Rule=step.wanted["Rule"], Ids=ids)


def _log_group(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    name = wanted["logGroupName"]
    found = aws.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    return next((group for group in found if group["logGroupName"] == name), None)


def _keep_logs(aws: Aws, wanted: Mapping[str, Json]) -> Json:
    """DMS makes the group when it first runs; here it is there before, so that its logs do not stay for ever."""
    aws.call("logs", "create_log_group", logGroupName=wanted["logGroupName"])
    return aws.call("logs", "put_retention_policy", **wanted)


KINDS = (
    Kind(
        "cloudwatch",
        "PutMetricAlarm",
        _alarm,
        change=putting("cloudwatch", "put_metric_alarm"),
        delete=lambda step: step.aws.call("cloudwatch", "delete_alarms", AlarmNames=[step.wanted["AlarmName"]]),
    ),
    Kind(
        "cloudwatch",
        "PutDashboard",
        _dashboard,
        change=putting("cloudwatch", "put_dashboard"),
        delete=lambda step: step.aws.call(
            "cloudwatch", "delete_dashboards", DashboardNames=[step.wanted["DashboardName"]]
        ),
    ),
    Kind("sns", "CreateTopic", _topic, change=_change_topic, delete=calls("sns", "delete_topic", TopicArn="TopicArn")),
    Kind(
        "sns",
        "Subscribe",
        _subscription,
        unseen=frozenset({"ReturnSubscriptionArn", "Attributes"}),
        delete=_delete_subscription,
    ),
    Kind(
        "sns",
        "SetTopicAttributes",
        _attribute,
        change=putting("sns", "set_topic_attributes"),
        unseen=frozenset({"TopicArn", "AttributeName"}),
    ),
    Kind(
        "events", "PutRule", _rule, change=putting("events", "put_rule"), delete=calls("events", "delete_rule", "Name")
    ),
    Kind("events", "PutTargets", _targets, change=putting("events", "put_targets"), delete=_delete_targets),
    Kind(
        "logs",
        "PutRetentionPolicy",
        _log_group,
        create=_keep_logs,
        change=putting("logs", "put_retention_policy"),
        stays=always("DMS's logs stay until their time is over"),
    ),
)
