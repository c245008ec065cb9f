#!/usr/bin/env bash
# need-apt.sh COMMAND PACKAGE…: install Debian packages unless COMMAND is there already.
# `python3 python3-venv` is tested by making a virtual environment, since the command alone proves nothing.
set -euo pipefail
command=$1
shift
if [ "$command" != chromium ] && command -v "$command" >/dev/null 2>&1; then
  case "$*" in
    *python3-venv*) "$command" -c 'import ensurepip, venv' 2>/dev/null && exit 0 ;;
    *) exit 0 ;;
  esac
elif [ "$command" = chromium ] && { command -v chromium || command -v chromium-browser; } >/dev/null 2>&1; then
  exit 0
fi
command -v apt-get >/dev/null 2>&1 || {
  echo "installing $*: this machine has no apt-get; install $command by hand and run make again" >&2
  exit 1
}
root=
[ "$(id -u)" -eq 0 ] || root=sudo
echo "installing $* (apt-get)" >&2
$root apt-get update -q >/dev/null
DEBIAN_FRONTEND=noninteractive $root apt-get install -q -y --no-install-recommends "$@" >/dev/null
