"""Lines for whoever watches, and waiting that ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from tidemark_infra.setup.failures import NotReadyError, RefusedError

_LINE_EVERY_SECONDS = 30
_NEWS_SECONDS = 180
_NEWS_PAUSE_SECONDS = 5


@dataclass(frozen=True)
class State:
    """How far something is: done, failed, or neither."""

    text: str
    done: bool = False
    failed: bool = False


Look = Callable[[], State]


@dataclass
class Progress:
    """Says lines with the time passed on standard error; ``deadline`` is when waiting for anything ends."""

    patience_seconds: float
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.now()

    def say(self, line: str) -> None:
        passed = round(self.now() - self.began)
        sys.stderr.write(f"[{passed // 60:2}:{passed % 60:02}] {line}\n")
        sys.stderr.flush()

    def until(self, what: str, look: Look, pause_seconds: float) -> State:
        """Looks until it is done.

        Raises:
            RefusedError: it failed.
            NotReadyError: the time is over; what was begun goes on without us.

        """
        said, line = float("-inf"), ""
        while True:
            state = look()
            if state.done:
                return state
            if state.failed:
                raise RefusedError(f"{what} has failed: {state.text}")
            if self.now() - self.began > self.patience_seconds:
                raise NotReadyError(
                    f"{what} is still {state.text} after {self.patience_seconds / 60:g} minutes (--timeout); AWS goes on "
                    "with it: run this again, which goes on from there"
                )
            if state.text != line or self.now() - said >= _LINE_EVERY_SECONDS:
                self.say(f"waiting for {what}: {state.text}")
                said, line = self.now(), state.text
            self.sleep(pause_seconds)

    def patiently(self, what: str, call: Callable[[], Any]) -> Any:
        """For calls that name what was just made, above all a role: AWS needs seconds until all its services know it."""
        began = self.now()
        while True:
            try:
                return call()
            except ClientError as failure:
                if not _may_be_too_new(failure) or self.now() - began > _NEWS_SECONDS:
                    raise
            self.say(f"waiting for {what}: not all of AWS knows yet what was just made")
            self.sleep(_NEWS_PAUSE_SECONDS)


# What services answer of something that they do not know yet, and a word of the message; the same answer later means that it is
# wrong.
_TOO_NEW = {
    "AccessDeniedFault": "role",
    "InvalidParameterValueException": "role",
    "InvalidArgumentException": "role",
    "InvalidResourceStateFault": "role",
    "S3AccessDeniedFault": "",
    "MalformedPolicyDocument": "principal",
    "MalformedPolicy": "principal",
    "InvalidGroup.NotFound": "",
    "NoSuchBucket": "",
}


def _may_be_too_new(failure: ClientError) -> bool:
    error = failure.response.get("Error", {})
    word = _TOO_NEW.get(error.get("Code", ""))
    return word is not None and word in error.get("Message", "").lower()


def by_waiter(client: Any, name: str, text: Callable[[Any], str], **arguments: Any) -> Look:
    """A look that asks one of botocore's waiters once."""

    def look() -> State:
        try:
            client.get_waiter(name).wait(**arguments, WaiterConfig={"Delay": 0, "MaxAttempts": 1})
        except WaiterError as waiting:
            over = "Max attempts exceeded" not in str(waiting)
            return State(text(waiting.last_response), failed=over)
        return State("done", done=True)

    return look
