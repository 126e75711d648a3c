# shellcheck shell=bash
# For the scripts that run Python: environments with exactly the packages of a list. The script that sources this defines
# fail, and works in the repository's root.

# Prints the Python of the environment NAME that has the packages of the given lists; it is made if it is missing.
#   python_environment NAME PYTHON LIST...
python_environment() {
  local name=$1 python=$2 lists=("${@:3}")
  local hash environment list arguments=()
  hash=$(cat "${lists[@]}" | sha256sum | cut -c1-12)
  environment="$PWD/.sandbox/$name-$hash"
  mkdir -p .sandbox
  # One at a time, and only a finished install counts: the marker is written last.
  exec 9>".sandbox/$name-$hash.lock"
  flock 9
  if [[ ! -e $environment/complete ]]; then
    echo "installing the Python packages of ${lists[*]} into .sandbox/$name-$hash (once)" >&2
    "$python" -m venv --clear "$environment" >&2 || fail "$python cannot create environments; Debian has them in python3-venv"
    for list in "${lists[@]}"; do
      arguments+=(-r "$list")
    done
    # The lists are complete: what is not in them is not installed, and pip check sees whether that is right.
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "${arguments[@]}" >&2 ||
      fail "the packages of ${lists[*]} could not be installed"
    "$environment/bin/python" -m pip check --disable-pip-version-check >&2 ||
      fail "the packages of ${lists[*]} do not fit together"
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
