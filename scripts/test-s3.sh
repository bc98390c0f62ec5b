#!/usr/bin/env bash
# A throw-away server that speaks S3 for the tests: moto (Apache-2.0) from PyPI, on a free port of this machine only. It keeps everything in memory.
#   scripts/test-s3.sh start DIR    prints the address for PHOTOSEEK_TEST_S3
#   scripts/test-s3.sh stop DIR
set -euo pipefail
action=${1:?start or stop} dir=${2:?a folder}

case $action in
start)
  mkdir -p "$dir"
  # Of what moto needs for all services of Amazon, only that of S3.
  [ -d "$dir/lib/moto" ] || python3 -m pip install --quiet --disable-pip-version-check --no-warn-conflicts --target "$dir/lib" moto==5.2.5 flask flask-cors PyYAML >&2
  PYTHONPATH="$dir/lib" PYTHONUNBUFFERED=1 nohup python3 -m moto.server -H 127.0.0.1 -p 0 >"$dir/log" 2>&1 </dev/null &
  echo $! >"$dir/pid"
  for _ in $(seq 600); do
    address=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$dir/log" | head -1 || true)
    [ -n "$address" ] && echo "$address" && exit 0
    kill -0 "$(cat "$dir/pid")" 2>/dev/null || break
    sleep 0.1
  done
  cat "$dir/log" >&2
  exit 1
  ;;
stop) kill "$(cat "$dir/pid")" ;;
*) echo "start or stop" >&2 && exit 2 ;;
esac
