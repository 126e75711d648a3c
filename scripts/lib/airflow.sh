# shellcheck shell=bash
# For the scripts that run Airflow: its Python environment, and the programs that its tests need besides. The script that
# sources this defines fail, and works in the repository's root.

readonly constraints=dags/constraints.txt

# Prints a Python that Airflow's packages are pinned for.
find_python() {
  local python
  for python in ${TIDEMARK_AIRFLOW_PYTHON:-python3.11 python3}; do
    if "$python" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  fail "Python 3.11 with its venv module is needed for Airflow; TIDEMARK_AIRFLOW_PYTHON can name one"
}

# Prints the Python of the environment that has Airflow, which is made if it is missing.
airflow_python() {
  local hash environment
  hash=$(sha256sum "$constraints" | cut -c1-12)
  environment="$PWD/.sandbox/airflow-$hash"
  mkdir -p .sandbox
  # One at a time, and only a finished install counts: the marker is written last.
  exec 9>".sandbox/airflow-$hash.lock"
  flock 9
  if [[ ! -e $environment/complete ]]; then
    local python
    python=$(find_python)
    echo "installing Airflow into .sandbox/airflow-$hash (about a minute, once)" >&2
    "$python" -m venv --clear "$environment" >&2 || fail "$python cannot create environments; Debian has them in python3-venv"
    # The list is complete: what is not in it is not installed, and pip check sees whether that is right.
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r "$constraints" >&2 ||
      fail "the packages of $constraints could not be installed"
    "$environment/bin/python" -m pip check --disable-pip-version-check >&2 ||
      fail "the packages of $constraints do not fit together"
    touch "$environment/complete"
  fi
  exec 9>&-
  echo "$environment/bin/python"
}

# Installs Debian packages whose programs are missing, given as PROGRAM=PACKAGE.
need_packages() {
  local wanted missing=()
  for wanted in "$@"; do
    command -v "${wanted%%=*}" >/dev/null || missing+=("${wanted#*=}")
  done
  if ((${#missing[@]} == 0)); then
    return
  fi
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    fail "these are missing: ${missing[*]}; with Debian's packages: apt-get install --no-install-recommends ${missing[*]}"
  fi
  echo "installing ${missing[*]} with apt-get" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    >&2 || fail "apt-get could not install ${missing[*]}"
}
