#!/usr/bin/env bash
# Prints the Python of the environment with the peers of scripts/bench, which is made if it is missing. Run in the
# repository's root.
set -euo pipefail

fail() {
  echo "scripts/bench: $1" >&2
  exit 1
}

# shellcheck source=scripts/lib/python.sh
source scripts/lib/python.sh

main() {
  local python
  for python in ${TIDEMARK_BENCH_PYTHON:-python3.11 python3.12 python3.13 python3}; do
    if "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python_environment bench "$python" scripts/lib/bench/constraints.txt
      return
    fi
  done
  fail "Python 3.11 or newer with its venv module is needed for the peers; TIDEMARK_BENCH_PYTHON can name one"
}

main
