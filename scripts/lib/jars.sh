# shellcheck shell=bash
# For the scripts that run the jars: what they need, and building them when they are missing or old. The script that
# sources this defines fail, and works in the repository's root.

readonly loader_jar=java-job/loader/target/tidemark.jar
readonly sandbox_jar=java-job/sandbox/target/sandbox.jar

check_java() {
  command -v java >/dev/null || fail "java is not on the PATH; Java 17 or newer is needed"
  local version
  version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
  if ! [[ $version =~ ^[0-9]+$ ]] || ((version < 17)); then
    fail "Java 17 or newer is needed, this is ${version:-unknown}"
  fi
}

check_python() {
  if [[ -n ${TIDEMARK_SANDBOX_S3_ENDPOINT-} ]]; then
    return
  fi
  local python
  for python in ${TIDEMARK_SANDBOX_PYTHON:-python3.11 python3.12 python3.13 python3}; do
    if "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      return
    fi
  done
  fail "Python 3.11 or newer with its venv module is needed for the S3 API; TIDEMARK_SANDBOX_PYTHON can name one"
}

# Whether both jars are there and no source is newer than the older of them.
up_to_date() {
  local jar newer
  for jar in "$loader_jar" "$sandbox_jar"; do
    [[ -f $jar ]] || return 1
    newer=$(find pom.xml java-job/loader/pom.xml java-job/sandbox/pom.xml java-job/loader/src/main \
      java-job/sandbox/src/main infra/dms-lint.json -type f -newer "$jar" -print -quit)
    [[ -z $newer ]] || return 1
  done
}

build() {
  command -v mvn >/dev/null || fail "the jars must be built, and mvn is not on the PATH; Maven 3.8.6 or newer is needed"
  echo "building the jars (mvn -Dquick -DskipTests package)" >&2
  mvn -q -Dquick -DskipTests -pl java-job/sandbox,java-job/loader -am package
  # Maven leaves a jar alone whose content would be the same: say that it is as new as its sources.
  touch "$loader_jar" "$sandbox_jar"
}
