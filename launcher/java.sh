# shellcheck shell=bash
# Finds the JDK, builds the server when its sources changed, and starts its main class.

java_home=""
app=""

jdk_major() { # directory: prints 25 for a JDK 25, nothing for a mere JRE
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

jdk_candidates() {
  local on_path
  printf '%s\n' "${JAVA_HOME:-}"
  if on_path=$(type -P javac); then dirname "$(dirname "$(readlink -f "$on_path")")"; fi
  printf '%s\n' /usr/lib/jvm/* /opt/java/* /opt/jdk* "$(home_directory)"/.sdkman/candidates/java/* "$(home_directory)"/.jdks/*
}

find_jdk() {
  local candidate
  while IFS= read -r candidate; do
    [[ $(jdk_major "$candidate") == 25 ]] || continue
    java_home=$candidate
    return
  done < <(jdk_candidates)
  return 1
}

jdk_remedy() {
  local name
  for name in openjdk-25-jdk-headless temurin-25-jdk; do
    if type -P apt-cache >/dev/null && apt-cache show "$name" >/dev/null 2>&1; then
      printf 'sudo apt-get install -y %s' "$name"
      return
    fi
  done
  if type -P dnf >/dev/null; then
    printf 'sudo dnf install -y java-25-openjdk-devel'
  else
    printf '%s' "curl -s https://get.sdkman.io | bash && bash -ic 'sdk install java 25-tem'"
  fi
}

require_jdk() {
  find_jdk || fail 3 "no JDK 25 in JAVA_HOME, on PATH, in /usr/lib/jvm or ~/.sdkman; get one with: $(jdk_remedy)"
  export JAVA_HOME=$java_home
}

jdk_version() { sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$java_home/release"; }

maven_remedy() {
  if type -P dnf >/dev/null; then printf 'sudo dnf install -y maven'; else printf 'sudo apt-get install -y maven'; fi
}

maven_version() { mvn --version 2>/dev/null | sed -n 's/\x1b\[[0-9;]*m//g;s/^Apache Maven \([0-9.]*\).*/\1/p'; }

require_maven() {
  local found
  type -P mvn >/dev/null || fail 3 "no mvn on PATH, and the server is built with Maven; get it with: $(maven_remedy)"
  found=$(maven_version)
  newer_or_same "${found:-0}" 3.8.7 ||
    fail 3 "Maven is ${found:-of an unknown version}, needed is 3.8.7 or newer; get it with: $(maven_remedy)"
}

newer_or_same() { [[ $(printf '%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

# --- the build --------------------------------------------------------------------------------------------------------

# What the server is made of: tests, and modules that only test or measure, are no part of it. The JDK is, down to its
# maker and build, because the start-up cache beside the server is of use to no other.
sources_hash() {
  (
    cd "$home"
    {
      cat "$java_home/release"
      find pom.xml .mvn ./*/pom.xml ./*/src/main -type f -not -path './e2e/*' -not -path './testing/*' \
        -not -path './bench/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    } | sha256sum | cut -c 1-16
  )
}

# Leaves in `app` the directory of a built server. It is a copy outside target/, so that neither a build nor a
# `mvn clean` pulls the jars from under a running server.
build_server() {
  local log=$home/target/launcher-build.log
  app=$cache/server/$(sources_hash)
  if [[ -f $app/complete ]]; then
    touch "$app"
    return
  fi
  require_maven
  mkdir -p "$home/target" "$cache/server"
  exec 8>"$home/target/launcher-build.lock"
  flock 8
  if [[ ! -f $app/complete ]]; then
    (cd "$home" && mvn -B -q -ntp -T 1C -Pquick -Dmaven.test.skip=true -pl server -am package) >"$log" 2>&1 8>&- || {
      step build fail - - "see $log"
      grep -E 'ERROR|WARN' "$log" | head -n 20 >&2
      fail 1 "the server could not be built"
    }
    keep_server
  fi
  exec 8>&-
}

keep_server() {
  local copy
  copy=$(mktemp -d "$cache/server/new.XXXXXX")
  cp "$home/server/target/bergwerk-server.jar" "$copy/"
  cp -r "$home/server/target/lib" "$copy/"
  touch "$copy/complete"
  chmod 755 "$copy"
  [[ ! -e $app ]] || rm -rf "$app"
  mv -T "$copy" "$app"
  forget_old_servers
}

# Builds of more than a week ago that no process runs from.
forget_old_servers() {
  local old
  while IFS= read -r old; do
    grep -qsF "$old" /proc/[0-9]*/cmdline || rm -rf "$old"
  done < <(find "$cache/server" -mindepth 1 -maxdepth 1 -type d -mtime +7 -not -path "$app")
}

# The command that starts the server's main class, in the array `java_command`.
prepare_java() { # extra JVM options...
  java_command=("$java_home/bin/java" -XX:+UseSerialGC -Xmx384m --sun-misc-unsafe-memory-access=allow "-Dbergwerk.home=$home" "-Dbergwerk.cache=$cache" "$@")
  if [[ -f $app/server.aot && $# == 0 ]]; then
    java_command+=("-XX:AOTCache=$app/server.aot" -Xlog:aot=off -Xlog:cds=off)
  fi
  java_command+=(-jar "$app/bergwerk-server.jar")
}

# --- start-up cache ---------------------------------------------------------------------------------------------------

# One training run with a data directory and ports of its own, far behind everything else: the next start takes about
# half the time. It may fail, and then the next start is only slower.
train_start_up() {
  [[ ! -f $app/server.aot && -w $app ]] || return 0
  (
    exec 8>"$app/training.lock"
    flock -n 8 || exit 0
    trap end_trainee EXIT
    trap 'exit 1' INT TERM HUP
    rm -rf "$app"/training.d
    mkdir -m 700 "$app/training.d"
    train "$app/training.d" "$(free_ports)" >"$app/training.log" 2>&1
  ) </dev/null >/dev/null 2>&1 6>&- 7>&- &
  training=$!
}

train() { # directory port
  local line
  prepare_java "-XX:AOTCacheOutput=$1/server.aot"
  mkfifo "$1/events"
  nice -n 19 "${java_command[@]}" serve --data "$1/data" --port "$2" --no-demo >"$1/events" &
  trainee=$!
  while IFS= read -r line; do
    printf '%s\n' "${line//login-link */login-link}"
    [[ $line != ready* ]] || break
  done <"$1/events"
  sample_requests "http://127.0.0.1:$2" "$1/data/admin.token"
  kill -TERM "$trainee"
  wait "$trainee" || true
  mv "$1/server.aot" "$app/server.aot"
}

# What every client does first: a token, rules on the message, the database.
sample_requests() { # url token-file
  local method project
  type -P curl >/dev/null || return 0
  for method in VersionService/Get HealthService/Get AssetService/List; do
    sample "$1/api.v1.$method" "$2" '{}' >/dev/null
  done
  project=$(sample "$1/api.v1.UserService/Get" "$2" '{}' | sed -n 's/.*"defaultProject": *{[^}]*"uuid": *"\([^"]*\)".*/\1/p')
  sample "$1/api.v1.ClusterService/List" "$2" "{\"project\":\"$project\"}" >/dev/null
}

sample() { # url token-file body
  printf 'header = "Authorization: Bearer %s"\n' "$(<"$2")" |
    curl -s -m 5 -K - -H 'Content-Type: application/json' -d "$3" "$1" || true
}

end_trainee() {
  if [[ -n ${trainee:-} ]]; then
    kill -TERM "$trainee" 2>/dev/null && leave_off_training && wait "$trainee"
  fi
  rm -rf "$app/training.d"
}

# A trainee that ends makes its cache in a JVM of its own, which takes half a minute that nobody waits for any more.
leave_off_training() {
  local assembler tries
  for ((tries = 0; tries < 300; tries++)); do
    kill -0 "$trainee" 2>/dev/null || return 0
    for assembler in $(pgrep -P "$trainee" -x java); do kill -KILL "$assembler" 2>/dev/null || true; done
    [[ $(sed 's/.*) //;s/ .*//' "/proc/$trainee/stat" 2>/dev/null) != Z ]] || return 0
    sleep 0.1
  done
}

# The first of three ports in a row that nobody answers on.
free_ports() {
  local port try
  for ((port = 18080; port < 19080; port += 10)); do
    for try in 0 1 2; do
      ! (exec 3<>"/dev/tcp/127.0.0.1/$((port + try))") 2>/dev/null || continue 2
    done
    printf '%s' "$port"
    return
  done
}
