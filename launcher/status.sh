# shellcheck shell=bash
# What runs of an installation: by the word of its server, or read from its files when that is silent.

status() {
  local pid database cluster down=0
  take_data_option "$@"
  ((${#rest[@]} == 0)) || fail 2 "status: '${rest[0]}' is unknown; expected nothing or --data DIR"
  require_data
  row Data "$data" "$(du -sh "$data" 2>/dev/null | cut -f 1)"
  if pid=$(living_process "$data/run/server.pid"); then
    row Server "running$(at_url)" "$(process_facts "$pid")"
  else
    row Server "not running" "start it with ./bergwerk up"
    down=1
  fi
  if database=$(database_pid); then
    row PostgreSQL running "$(process_facts "$database")"
  else
    row PostgreSQL "not running here" ""
  fi
  if [[ $down == 0 ]] && find_jdk && build_server && prepare_java && "${java_command[@]}" status --data "$data"; then
    return
  fi
  while IFS= read -r cluster; do
    cluster_status "${cluster%/cluster.json}"
  done < <(find "$data" -maxdepth 5 -name cluster.json -not -path '*/trash/*' 2>/dev/null | sort)
  return "$down"
}

row() { printf '  %-12s %-44s %s\n' "$1" "$2" "$3"; }

process_facts() { # pid
  local rss
  rss=$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$1/status" 2>/dev/null) || return 0
  printf 'process %s, %s MB, for %s' "$1" "${rss:-?}" "$(ps -o etime= -p "$1" 2>/dev/null | tr -d ' ')"
}

database_pid() {
  local file pid
  file=$(find "$data" -maxdepth 4 -name postmaster.pid 2>/dev/null | head -n 1)
  [[ -r $file ]] || return 1
  pid=$(head -n 1 "$file")
  [[ $pid =~ ^[0-9]+$ && -d /proc/$pid ]] || return 1
  printf '%s' "$pid"
}

json_text() { sed -n "s/.*\"$2\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$1" | head -n 1; }

cluster_status() { # directory
  local record running=0 all=0 name
  for record in "$1"/run/*.json; do
    [[ -f $record ]] || continue
    ((++all))
    [[ $(start_ticks "$(json_text "$record" pid)") != "$(json_text "$record" startTicks)" ]] || ((++running))
  done
  name=$(sed -n 's/.*"apiDnsNames":\["\([^"]*\)".*/\1/p' "$1/cluster.json")
  row Cluster "${name:-${1##*/}}" "Kubernetes $(json_text "$1/cluster.json" version), $running of $all processes run"
}
