# shellcheck shell=bash
# Finished sets in the cache: what is wrong with one, its stamp, and how a new one comes in. Part of kubernetes/build,
# which sets the names used here.
# shellcheck disable=SC2154

# Prints what is wrong with a set; prints nothing if it is sound.
flaw() { # directory sources-hash programs links...
  local directory=$1 sources=$2 programs=$3 name wanted
  shift 3
  [[ -d $directory ]] || { echo "absent"; return; }
  [[ -f $directory/stamp ]] || { echo "has no stamp, so it is not of this build"; return; }
  [[ $(sed -n 's/^sources //p' "$directory/stamp") == "$sources" ]] || { echo "built from other sources"; return; }
  for name in $programs; do
    wanted=$(sed -n "s/^sha256 \([0-9a-f]*\) $name\$/\1/p" "$directory/stamp")
    [[ -x $directory/$name && ! -L $directory/$name ]] || { echo "$name is missing or cannot be executed"; return; }
    [[ $(sha256sum <"$directory/$name") == "$wanted  -" ]] || { echo "$name is corrupt: its sha256 differs from the stamp"; return; }
  done
  for name in "$@"; do
    [[ $(readlink "$directory/$name") == "$programs" ]] || { echo "$name is not a link to $programs"; return; }
  done
}

kubernetes_flaw() { # version
  # shellcheck disable=SC2086 # a list of names without blanks
  flaw "$cache/kubernetes/v$1/linux-$arch" "$(kubernetes_sources_hash "$1")" bwkube $kubernetes_components
}

etcd_flaw() { flaw "$cache/etcd/v$etcd/linux-$arch" "$(sources_hash "$here/etcd")" "$etcd_programs"; }

write_stamp() { # directory version sources-hash programs
  local name
  {
    echo "version $2"
    echo "sources $3"
    echo "go $("$go" env GOVERSION)"
    for name in $4; do
      echo "sha256 $(sha256sum <"$1/$name" | cut -d ' ' -f 1) $name"
    done
  } >"$1/stamp"
}

# The rename is the commit point. What lay there before goes aside first and is removed after.
install_set() { # built-directory final-directory
  local aside
  sync -f "$1"
  mkdir -p "$(dirname "$2")"
  if [[ -e $2 ]]; then
    aside=$(mktemp -d "$build/aside.XXXXXX")
    mv -T "$2" "$aside/old"
  fi
  mv -T "$1" "$2"
  rm -rf "$build"/aside.*
}

expect_output() { # expected-part command...
  local expected=$1 output
  shift
  output=$("$@" 2>&1) || fail 1 "$* failed: $output"
  [[ $output == *"$expected"* ]] || fail 1 "$* said '$output', expected '$expected'"
}
