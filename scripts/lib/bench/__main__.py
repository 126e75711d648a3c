"""What scripts/bench runs: each case in turn, with servers and data of its own."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import jars, options, report
from bench.cases import CASES
from bench.contenders import chosen, operated_jar, prepare
from bench.failures import BenchError, say
from bench.measuring import Measurement
from bench.servers import Servers


def measure(name: str, wanted: options.Options, caches: Path) -> bool:
    """Measures one case, prints and writes the figures; whether the floor, the merge and the jar were right."""
    case = CASES[name]
    size = wanted.size(case)
    say(f"case {name}: starting PostgreSQL and the S3 API, making the data (about a minute for a million changes)")
    with tempfile.TemporaryDirectory(prefix="tidemark-bench-") as folder, Servers(case, size, Path(folder)) as servers:
        prepare(servers)
        jar = operated_jar(servers, wanted.java_options, caches)
        contenders = chosen(servers, wanted, jar)
        measurement = Measurement(servers, contenders, wanted.peer_limit)
        rounds = [measurement.round(number + 1) for number in range(wanted.rounds)]
        result = report.result(name, size, servers, contenders, rounds)
        result["help_wall_s"] = measurement.cold_start(jar.command("--help"))
    report.write(result, wanted.json_file(name))
    print(report.text(result))  # noqa: T201  # what the program is for
    return bool(result["equal"])


def main() -> int:
    wanted = options.read(sys.argv[1:])
    try:
        if not wanted.no_build and not jars.up_to_date():
            jars.build()
        with tempfile.TemporaryDirectory(prefix="tidemark-classes-") as caches:
            right = [measure(name, wanted, Path(caches)) for name in wanted.cases]
    except BenchError as failure:
        say(f"scripts/bench: {failure}")
        return 1
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
