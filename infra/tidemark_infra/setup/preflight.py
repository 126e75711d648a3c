"""What the settings say, held against the account: a contradiction shall cost a read, not a half-made set-up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore import xform_name

from tidemark_infra.settings import Settings
from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.explain import explained
from tidemark_infra.setup.failures import ConfigurationError

_ZONES = 2


def check_identity(aws: Aws) -> str:
    """Who we are; anything but the settings' account is refused."""
    with explained("who this is"):
        identity = aws.call("sts", "get_caller_identity")
    if identity["Account"] != aws.account:
        raise ConfigurationError(
            f"these credentials ({identity['Arn']}) are of account {identity['Account']}, the settings are for account "
            f"{aws.account}: log in there (AWS_PROFILE), or name other settings with --settings"
        )
    return str(identity["Arn"])


def check_place(aws: Aws, settings: Settings) -> None:
    """Raises ConfigurationError with all contradictions at once."""
    with explained("the network that the settings name"):
        problems = [*_network(aws, settings), *_loader_role(aws, settings)]
    if problems:
        raise ConfigurationError("\n".join([f"{settings.path} and the account contradict each other:", *problems]))


def _network(aws: Aws, settings: Settings) -> Iterator[str]:
    vpc, region = settings["vpc"], aws.region
    if not _known(aws, "describe_vpcs", "Vpcs", VpcIds=[vpc]):
        yield f"  vpc: {vpc} is not in {region} of account {aws.account}: is region right?"
        return
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        answer = aws.call("ec2", "describe_vpc_attribute", VpcId=vpc, Attribute=attribute)
        if not answer[attribute[0].upper() + attribute[1:]]["Value"]:
            yield f"  vpc: {attribute} is off in {vpc}; the endpoint of Secrets Manager is found by its name, which needs it"
    yield from _subnets(aws, settings)
    yield from _of_the_vpc(aws, settings, "route-tables", "RouteTable")
    yield from _source_group(aws, settings)


def _known(aws: Aws, operation: str, member: str, **ids: list[str]) -> list[Any]:
    return unless_absent(lambda: aws.pages("ec2", operation, member, **ids), *_ABSENT) or []


_ABSENT = (
    "InvalidVpcID.NotFound",
    "InvalidVpcId.NotFound",
    "InvalidSubnetID.NotFound",
    "InvalidGroup.NotFound",
    "InvalidRouteTableID.NotFound",
    "InvalidRouteTableId.NotFound",
    "InvalidGroupId.Malformed",
)


def _subnets(aws: Aws, settings: Settings) -> Iterator[str]:
    yield from _of_the_vpc(aws, settings, "subnets", "Subnet")
    found = [
        one for name in settings["subnets"] for one in _known(aws, "describe_subnets", "Subnets", SubnetIds=[name])
    ]
    zones = {subnet["AvailabilityZone"] for subnet in found}
    if len(found) == len(settings["subnets"]) and len(zones) < _ZONES:
        yield f"  subnets: all are in {', '.join(zones)}; DMS wants two availability zones or more"


def _of_the_vpc(aws: Aws, settings: Settings, name: str, thing: str) -> Iterator[str]:
    for one in settings[name]:
        found = _known(aws, f"describe_{xform_name(thing)}s", f"{thing}s", **{f"{thing}Ids": [one]})
        if not found:
            yield f"  {name}: {one} is not in {aws.region}"
        elif found[0]["VpcId"] != settings["vpc"]:
            yield f"  {name}: {one} is in {found[0]['VpcId']}, not in {settings['vpc']}"


def _source_group(aws: Aws, settings: Settings) -> Iterator[str]:
    group = settings["source"]["security-group"]
    found = _known(aws, "describe_security_groups", "SecurityGroups", GroupIds=[group])
    if not found:
        yield f"  source.security-group: {group} is not in {aws.region}"
    elif found[0]["VpcId"] != settings["vpc"]:
        yield f"  source.security-group: {group} is in {found[0]['VpcId']}, not in {settings['vpc']}"


def _loader_role(aws: Aws, settings: Settings) -> Iterator[str]:
    role = settings["loader-role"]
    if unless_absent(lambda: aws.call("iam", "get_role", RoleName=role), "NoSuchEntity") is None:
        yield f"  loader-role: account {aws.account} has no role {role}; it is the one that Airflow's workers run under"
