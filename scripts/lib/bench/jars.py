"""The loader's and the sandbox's jars: building them, and the commands that run them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.failures import BenchError, say

ROOT = Path(__file__).resolve().parent.parent.parent.parent
LOADER_JAR = ROOT / "java-job/loader/target/tidemark.jar"
SANDBOX_JAR = ROOT / "java-job/sandbox/target/sandbox.jar"


def up_to_date() -> bool:
    """Whether both jars are there and no source is newer than the older of them."""
    if not (LOADER_JAR.exists() and SANDBOX_JAR.exists()):
        return False
    built = min(LOADER_JAR.stat().st_mtime, SANDBOX_JAR.stat().st_mtime)
    modules = [ROOT / "java-job/loader", ROOT / "java-job/sandbox"]
    sources = [ROOT / "pom.xml", ROOT / "infra/dms-lint.json", *(module / "pom.xml" for module in modules)]
    sources += [path for module in modules for path in (module / "src/main").rglob("*") if path.is_file()]
    return all(path.stat().st_mtime <= built for path in sources)


def build() -> None:
    if not shutil.which("mvn"):
        raise BenchError("the jars must be built, and mvn is not on the PATH; Maven 3.8.6 or newer is needed")
    say("building the jars (mvn -Dquick -DskipTests package)")
    modules = "java-job/sandbox,java-job/loader"
    command = ["mvn", "-q", "-Dquick", "-DskipTests", "-pl", modules, "-am", "package"]
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False).returncode != 0:
        raise BenchError("the jars could not be built")
    # Maven leaves a jar alone whose content would be the same: say that it is as new as its sources.
    LOADER_JAR.touch()
    SANDBOX_JAR.touch()


@dataclass(frozen=True)
class Jar:
    """The loader, with options of the JVM of which later ones win."""

    options: Sequence[str]

    def with_options(self, *more: str) -> Jar:
        return Jar([*self.options, *more])

    def command(self, *arguments: str) -> list[str]:
        return ["java", *self.options, "-jar", str(LOADER_JAR), *arguments]


def sandbox(*arguments: str) -> list[str]:
    """The command that runs the sandbox."""
    return ["java", "-cp", f"{SANDBOX_JAR}:{SANDBOX_JAR.parent}/lib/*", "io.tidemark.sandbox.Sandbox", *arguments]
