# shellcheck shell=bash
# Starts, watches and stops one installation's server.

server=""
training=""
stopping=""
up_begun=0

up() {
  local port="" listen="" demo=1 arguments
  up_begun=$(now_ms)
  take_data_option "$@"
  set -- "${rest[@]}"
  while (($#)); do
    case $1 in
      --port) port=${2-} && require_port "$port" && shift ;;
      --port=*) port=${1#--port=} && require_port "$port" ;;
      --listen) listen=${2-} && require_address "$listen" && shift ;;
      --listen=*) listen=${1#--listen=} && require_address "$listen" ;;
      --no-demo) demo="" ;;
      *) fail 2 "up: option '$1' is unknown; see ./bergwerk help" ;;
    esac
    shift
  done
  arguments=(--data "$data" ${port:+--port "$port"} ${listen:+--listen "$listen"})
  [[ -n $demo ]] || arguments+=(--no-demo)
  prepare_data
  prepare_server
  serve "${arguments[@]}"
}

require_port() {
  [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] && (($1 <= 65533)) ||
    fail 2 "--port '$1': expected a number from 1 to 65533, because the two ports above it are used too"
}

require_address() {
  [[ $1 =~ ^[0-9a-fA-F.:]+$ || $1 == localhost ]] ||
    fail 2 "--listen '$1': expected an address such as 127.0.0.1, 0.0.0.0 or ::"
}

prepare_data() {
  # The directories above stay open to pass through: PostgreSQL may run as another user.
  mkdir -p "$(dirname "$data")" && umask 077 && mkdir -p "$data" "$data/run" "$data/log" || fail 1 "cannot write to $data; choose another place with --data DIR"
  [[ -w $data/run ]] || fail 1 "cannot write to $data/run; it belongs to $(stat -c %U "$data/run")"
  local pid
  pid=$(living_process "$data/run/server.pid") && fail 1 "it runs already: process $pid in $data$(at_url)." \
    "Sign in with ./bergwerk login-link, stop it with ./bergwerk down"
  exec 6>>"$data/run/up.lock"
  flock -n 6 || fail 1 "another ./bergwerk up is starting in $data"
}

at_url() { [[ ! -r $data/url ]] || printf ', at %s' "$(head -n 1 "$data/url")"; }

prepare_server() {
  step jdk start - - ""
  require_jdk
  step jdk "done" - - "$(jdk_version) in $java_home"
  step build start - - "looking for changes"
  build_with_live_line
  step build "done" - - "${app##*/}"
}

# The build runs beside, so that its time goes on on the screen.
build_with_live_line() {
  app=$cache/server/$(sources_hash)
  [[ ! -f $app/complete ]] || { build_server && return; }
  step build progress - - "compiling the server with Maven, a minute or so"
  set -m
  (umask 022 && build_server) </dev/null &
  local builder=$!
  set +m
  trap 'kill -TERM -- "-$builder" 2>/dev/null; clear_live; exit 130' INT TERM HUP
  while kill -0 "$builder" 2>/dev/null; do
    tick
    sleep 0.3
  done
  trap - INT TERM HUP
  wait "$builder" || exit 1
}

# The server has a process group of its own: Ctrl-C reaches the launcher alone, which then stops everything in order.
serve() {
  local events=$data/run/events console=$data/log/console.log status=0
  prepare_java
  [[ ! -s $console ]] || mv "$console" "$console.1"
  rm -f "$events"
  mkfifo "$events"
  exec 7<>"$events" # for writing too: opening it does not wait for a server, which may have been stopped already
  trap stop_server INT TERM HUP # before there is a server that a signal could leave behind
  set -m
  "${java_command[@]}" serve "$@" >"$events" 2>>"$console" </dev/null 6>&- 7>&- &
  server=$!
  set +m
  [[ -z $stopping ]] || kill -TERM "$server" 2>/dev/null || true
  : >>"$console"
  printf '%s %s\n' "$server" "$(start_ticks "$server")" >"$data/run/server.pid"
  watch_events "$console"
  { wait "$server" || status=$?; } 2>/dev/null
  exec 7<&-
  rm -f "$events" "$data/run/server.pid"
  end_training
  report_end "$status" "$console"
}

watch_events() { # log-file
  local line part="" status
  while :; do
    status=0
    IFS= read -r -t 0.25 -u 7 line || status=$?
    if ((status == 0)); then
      event "$part$line" "$1"
      part=""
    elif ((status > 128)); then
      part+=$line
      start_ticks "$server" >/dev/null || break
      insist_on_stop
    else
      break
    fi
    tick
  done
}

# A server that is just coming up loses a signal now and then.
insist_on_stop() {
  [[ -n $stopping ]] && (($(now_ms) - stopping < 5000)) || return 0
  kill -TERM "$server" 2>/dev/null || true
}

stop_server() {
  if [[ -z $stopping ]]; then
    stopping=$(now_ms)
    step_live=()
    step stop start - - "the server, its clusters and its database"
    [[ -z $server ]] || kill -TERM "$server" 2>/dev/null || true
  else
    line "  Killed. What it left running is taken over or ended by the next up."
    kill -KILL "$server" 2>/dev/null || true
  fi
}

report_end() { # exit-status log-file
  case $1 in
    0 | 130 | 143)
      step_live=()
      step stop "done" - - "the data stay in $data"
      ;;
    137)
      [[ -n $stopping ]] || fail 1 "the server was killed (signal 9, by somebody or for lack of memory); ./bergwerk up brings all back"
      exit 130
      ;;
    *)
      clear_live
      say "bergwerk: the server ended with status $1; its last lines, more in $data/log:"
      tail -n 15 "$2" >&2 || true
      exit 1
      ;;
  esac
}

end_training() {
  if [[ -n $training ]] && kill -TERM "$training" 2>/dev/null; then
    wait "$training" || true
  fi
}

# --- from another terminal --------------------------------------------------------------------------------------------

down() {
  local pid begun limit=90
  take_data_option "$@"
  ((${#rest[@]} == 0)) || fail 2 "down: '${rest[0]}' is unknown; expected nothing or --data DIR"
  pid=$(living_process "$data/run/server.pid") || {
    echo "Nothing runs in $data."
    return
  }
  begun=$SECONDS
  kill -TERM "$pid" || fail 1 "process $pid belongs to $(stat -c %U "/proc/$pid"); stop it as that user"
  while living_process "$data/run/server.pid" >/dev/null; do
    ((SECONDS - begun < limit)) ||
      fail 1 "process $pid still runs after $limit s; see $data/log/server.log, or end it with kill -9 $pid"
    sleep 0.2
  done
  echo "Stopped after $((SECONDS - begun)) s. The data stay in $data."
}

# login-link, token and user speak to the store of an installation, so they are the server's own main class too.
ask_server() { # command arguments...
  local command=$1
  shift
  take_data_option "$@"
  set -- "${rest[@]}"
  if [[ $command == token ]]; then
    [[ ${1:-} == create ]] || fail 2 "token: '${1:-}' is unknown; expected create"
    shift
  fi
  require_data
  require_jdk
  build_server
  prepare_java
  exec "${java_command[@]}" "$command" --data "$data" "$@"
}

require_data() {
  [[ -d $data ]] || fail 1 "there is no installation in $data; start one with ./bergwerk up, or name it with --data DIR"
}
