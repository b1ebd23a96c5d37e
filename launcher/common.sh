# shellcheck shell=bash
# What every part of the launcher uses: messages, places, times, the identity of a process.

default_kubernetes=1.36.3

say() { printf '%s\n' "$*" >&2; }

fail() { # exit-status message
  local status=$1
  shift
  say "bergwerk: $*"
  exit "$status"
}

home_directory() { printf '%s' "${HOME:-$(getent passwd "$(id -u)" | cut -d : -f 6)}"; }

default_data() { printf '%s' "${XDG_STATE_HOME:-$(home_directory)/.local/state}/bergwerk"; }

cache=${XDG_CACHE_HOME:-$(home_directory)/.cache}/bergwerk
data=$(default_data)

project_version() { sed -n '/<artifactId>bergwerk</{n;s|.*<version>\(.*\)</version>.*|\1|p;}' "$home/pom.xml" | head -n 1; }

architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64 | arm64) echo arm64 ;;
    *) uname -m ;;
  esac
}

# Takes --data out of the arguments, wherever it stands; the rest is left in the array `rest`.
take_data_option() {
  rest=()
  while (($#)); do
    case $1 in
      --data)
        [[ -n ${2:-} ]] || fail 2 "--data: expected a directory"
        data=$2
        shift
        ;;
      --data=*) data=${1#--data=} ;;
      *) rest+=("$1") ;;
    esac
    shift
  done
  [[ $data == /* ]] || data=$PWD/$data
  [[ $data != *$'\n'* ]] || fail 2 "--data: a directory's name with a line break in it cannot be used"
}

# --- time -------------------------------------------------------------------------------------------------------------

now_ms() { local t=${EPOCHREALTIME/[.,]/}; printf '%s' "${t%???}"; }

duration() { # milliseconds
  local ms=$1
  if ((ms < 10000)); then
    printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
  elif ((ms < 60000)); then
    printf '%d s' $((ms / 1000))
  else
    printf '%d min %02d s' $((ms / 60000)) $((ms % 60000 / 1000))
  fi
}

# --- processes --------------------------------------------------------------------------------------------------------

# A process is known by its number and the tick it started at: numbers are used again, the pair is not.
start_ticks() { # pid
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) }
  # shellcheck disable=SC2086 # fields of a line
  set -- $stat
  [[ $1 != Z ]] || return 1
  printf '%s' "${20}"
}

# Prints the pid in a file of "pid ticks" if exactly that process lives.
living_process() { # file
  local pid ticks
  [[ -r $1 ]] && read -r pid ticks <"$1" || return 1
  [[ $pid =~ ^[0-9]+$ && -n $ticks && $(start_ticks "$pid") == "$ticks" ]] || return 1
  printf '%s' "$pid"
}
