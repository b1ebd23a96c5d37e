# shellcheck shell=bash
# Says what this machine lacks, what for, and the exact command to get it.

doctor_lacks=0

doctor() {
  take_data_option "$@"
  ((${#rest[@]} == 0)) || fail 2 "doctor: '${rest[0]}' is unknown; expected nothing or --data DIR"
  doctor_java
  doctor_go
  doctor_room
  doctor_memory
  doctor_database_user
  doctor_ports
  doctor_extras
  echo
  ((doctor_lacks == 0)) || { echo "$doctor_lacks needed, but missing."; return 1; }
  echo "Nothing needed is missing."
}

has() { printf '  %s %-16s %s\n' "$good" "$1" "$2"; }

lacks() { # what what-for command
  ((++doctor_lacks))
  printf '  %s %-16s %s\n' "$bad" "$1" "$2"
  printf '       %-16s get it: %s\n' "" "$3"
}

could_have() { # what what-for command
  printf '  -    %-16s %s\n' "$1" "$2"
  printf '       %-16s get it: %s\n' "" "$3"
}

doctor_java() {
  local found
  if find_jdk; then
    has "JDK 25" "$(jdk_version) in $java_home"
    export JAVA_HOME=$java_home
  else
    lacks "JDK 25" "missing; the server is built and run with it" "$(jdk_remedy)"
  fi
  found=$(maven_version || true)
  if newer_or_same "${found:-0}" 3.8.7; then
    has Maven "$found"
  else
    lacks Maven "${found:-missing}; the server is built with 3.8.7 or newer" "$(maven_remedy)"
  fi
}

# Go is needed only as long as the cache has no Kubernetes.
doctor_go() {
  local go found needed kubectl purpose="Kubernetes and etcd are built with it"
  needed=$(sed -n 's/^go //p' "$home"/kubernetes/*/go.mod | sort -V | tail -n 1)
  go=$(PATH=$PATH:/usr/local/go/bin type -P go || true)
  [[ -z $go ]] || found=$(GOTOOLCHAIN=local "$go" env GOVERSION)
  found=${found:-gonone}
  if [[ -n $go ]] && newer_or_same "${found#go}" "$needed"; then
    has Go "${found#go} in $go"
  elif kubectl=$(find_kubectl) && [[ $kubectl == "$cache"/* ]]; then
    could_have Go "${found#go}; only other Kubernetes versions would need $needed" "$(go_remedy "$needed")"
  else
    lacks Go "${found#go}; $purpose, from $needed on" "$(go_remedy "$needed")"
  fi
}

go_remedy() { printf '%s' "curl -fsSL https://go.dev/dl/go$1.linux-$(architecture).tar.gz | sudo tar -C /usr/local -xz"; }

existing_parent() { # path: the nearest directory above that exists
  local path=$1
  until [[ -d $path ]]; do path=$(dirname "$path"); done
  printf '%s' "$path"
}

free_mb() { df -Pm "$(existing_parent "$1")" | awk 'NR == 2 { print $4 }'; }

doctor_room() {
  local room need=6000
  room=$(free_mb "$cache")
  ! find_kubectl >/dev/null || need=500
  if ((room >= need)); then has "Disk, cache" "$room MB free in $cache"; else
    lacks "Disk, cache" "$room MB free in $cache; $need MB are used while Kubernetes is built" "set XDG_CACHE_HOME to a roomier place"
  fi
  room=$(free_mb "$data")
  if ((room >= 2000)); then has "Disk, data" "$room MB free in $data"; else
    lacks "Disk, data" "$room MB free in $data; an installation with a few clusters takes 2000 MB" "./bergwerk up --data DIR on a roomier disk"
  fi
}

doctor_memory() {
  local free
  free=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
  if ((free >= 1500)); then
    has Memory "$free MB available; a control plane takes about 500 MB"
  else
    lacks Memory "$free MB available; server, database and one cluster take about 1500 MB" "stop other programs, or add swap: sudo fallocate -l 2G /swap && sudo chmod 600 /swap && sudo mkswap /swap && sudo swapon /swap"
  fi
}

# PostgreSQL refuses to run as root, so root needs some other user to run it as.
doctor_database_user() {
  if (($(id -u) != 0)); then
    has "Database user" "$(id -un)"
  elif id postgres >/dev/null 2>&1 && type -P setpriv runuser >/dev/null; then
    has "Database user" "postgres, because PostgreSQL does not run as root"
  elif unshare -U true 2>/dev/null; then
    has "Database user" "a user namespace, because PostgreSQL does not run as root"
  else
    lacks "Database user" "you are root, and PostgreSQL does not run as root; it needs a user of its own" "useradd --system --no-create-home --shell /usr/sbin/nologin postgres"
  fi
}

doctor_ports() {
  local port owner
  if owner=$(living_process "$data/run/server.pid"); then
    has Ports "used by this installation, process $owner"
    return
  fi
  for port in 8080 8081 8082; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      lacks "Port $port" "in use by another program" "./bergwerk up --port 9080, or see who: ss -ltnp 'sport = :$port'"
      return
    fi
  done
  has Ports "8080, 8081 and 8082 are free"
}

doctor_extras() {
  if type -P curl >/dev/null; then has curl "$(type -P curl)"; else
    could_have curl "to call the API by hand" "sudo apt-get install -y curl"
  fi
  if type -P shellcheck >/dev/null; then has shellcheck "$(type -P shellcheck)"; else
    could_have shellcheck "for work on the scripts only" "sudo apt-get install -y shellcheck"
  fi
}
