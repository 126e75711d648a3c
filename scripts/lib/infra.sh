# shellcheck shell=bash
# For the scripts that set AWS up: their Python environment. The script that sources this defines fail, and works in the
# repository's root.

# shellcheck source=scripts/lib/python.sh
source scripts/lib/python.sh

# Prints the Python of the environment with boto3 and, with the argument test, of what the tests need besides.
infra_python() {
  local lists=(infra/constraints.txt) name=infra python
  if [[ ${1-} == test ]]; then
    lists+=(infra/constraints-test.txt)
    name=infra-test
  fi
  for python in ${TIDEMARK_INFRA_PYTHON:-python3.11 python3.12 python3.13 python3}; do
    if "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python_environment "$name" "$python" "${lists[@]}"
      return
    fi
  done
  fail "Python 3.11 or newer with its venv module is needed; TIDEMARK_INFRA_PYTHON can name one"
}
