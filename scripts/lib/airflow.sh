# shellcheck shell=bash
# For the scripts that run Airflow: its Python environment. The script that sources this defines fail, and works in the
# repository's root.

# shellcheck source=scripts/lib/python.sh
source scripts/lib/python.sh

# Prints the Python of the environment that has Airflow, which is made if it is missing.
airflow_python() {
  local python
  for python in ${TIDEMARK_AIRFLOW_PYTHON:-python3.11 python3}; do
    # Its packages are pinned for 3.11.
    if "$python" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      python_environment airflow "$python" dags/constraints.txt
      return
    fi
  done
  fail "Python 3.11 with its venv module is needed for Airflow; TIDEMARK_AIRFLOW_PYTHON can name one"
}
