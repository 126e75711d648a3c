"""How a set-up ends: exit codes as the jar has them, and failures that carry one."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """0 everything is as wanted; the others as Airflow knows them of the jar."""

    FINE = 0
    BUG = 1
    CONFIGURATION = 2
    REFUSED = 3
    NOT_READY = 4
    ENVIRONMENT = 5
    INTERRUPTED = 130


class SetupError(Exception):
    """The set-up cannot go on; the message says what failed and what to do."""

    code = Exit.BUG


class ConfigurationError(SetupError):
    """Wrong usage, or settings that contradict the account."""

    code = Exit.CONFIGURATION


class RefusedError(SetupError):
    """What is there is of another shape, or something would be lost."""

    code = Exit.REFUSED


class NotReadyError(SetupError):
    """Waiting took too long; a further run goes on."""

    code = Exit.NOT_READY


class AwsError(SetupError):
    """AWS or the network refused."""

    code = Exit.ENVIRONMENT
