"""The jar's exit codes: what they mean, what Airflow does about them, and what a person should do."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import Enum

from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException

# Airflow's page of a log does not wrap lines, and shows so much of an exception's on a usual screen.
_COLUMNS = 90


class Reaction(Enum):
    """What Airflow does."""

    SUCCEED = "succeed"
    FAIL = "fail at once"
    WAIT = "wait without using up a try"
    RETRY = "try again"


@dataclass(frozen=True)
class Outcome:
    """One way for the jar to end."""

    meaning: str
    reaction: Reaction
    advice: str


_OUTCOMES = {
    0: Outcome("loaded, or nothing new", Reaction.SUCCEED, "nothing"),
    1: Outcome(
        "a bug",
        Reaction.RETRY,
        "Nothing was applied. If the retries end the same way, report it with this log; other hours go on meanwhile.",
    ),
    2: Outcome(
        "usage or configuration",
        Reaction.FAIL,
        "Nothing was applied. Mend what the message names, then clear this task.",
    ),
    3: Outcome(
        "data refused",
        Reaction.FAIL,
        "Nothing of the hour was applied, and no retry can help. The message names object, row and column. Mend the target "
        "or the configuration as it says (or let load.max-quarantined-rows set such rows aside), then clear this task. "
        "Later hours may go on: any order ends right.",
    ),
    4: Outcome(
        "not ready",
        Reaction.WAIT,
        "The hour is not over or has not settled, or a foreign key waits for another table. The task asks again by itself.",
    ),
    5: Outcome(
        "S3, PostgreSQL or the network",
        Reaction.RETRY,
        "Nothing was applied. Retries go on by themselves; if they are used up, mend the server or the rights that the "
        "message names, then clear this task.",
    ),
    6: Outcome(
        "fenced or locked out by another run",
        Reaction.RETRY,
        "Another run of this pipeline was at work on the same hour. Nothing to mend; a retry finds its work done.",
    ),
    130: Outcome("interrupted", Reaction.RETRY, "Rolled back. Clear this task to load the hour."),
    143: Outcome("stopped", Reaction.RETRY, "Rolled back. Clear this task to load the hour."),
}

_UNKNOWN = Outcome(
    "ended by the machine",
    Reaction.RETRY,
    "The JVM ended without an exit code of its own, killed for instance for lack of memory: what was not committed is rolled "
    "back. If retries end the same way, give the worker more memory or lower -Xmx in airflow.java-options.",
)


def outcome_of(exit_code: int) -> Outcome:
    """The outcome of an exit code; negative ones are signals, as ``subprocess`` has them."""
    return _OUTCOMES.get(128 - exit_code if exit_code < 0 else exit_code, _UNKNOWN)


def failure(exit_code: int, reason: str) -> AirflowException:
    """What to raise for an exit code that is neither success nor waiting: it decides whether Airflow tries again."""
    outcome = outcome_of(exit_code)
    text = _wrapped(f"exit code {exit_code} ({outcome.meaning}): {reason}\nWhat to do: {outcome.advice}")
    return AirflowFailException(text) if outcome.reaction is Reaction.FAIL else AirflowException(text)


def _wrapped(text: str) -> str:
    """The text in lines that can be read without scrolling aside; names of objects are not broken."""
    return "\n".join(
        textwrap.fill(line, _COLUMNS, break_long_words=False, break_on_hyphens=False) for line in text.splitlines()
    )
