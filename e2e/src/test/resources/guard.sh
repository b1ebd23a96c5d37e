# Ends what the tests of one JVM leave behind, once that JVM is gone: however it died.
# GUARDED_PID and GUARDED_TICKS name the JVM, GUARDED_ROOT the directory that all its processes belong to.

ticks() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) }
  set -- $stat
  [ "$1" != Z ] || return 1
  echo "${20}"
}

belongs() {
  case $(readlink "/proc/$1/cwd" 2>/dev/null)/ in "$GUARDED_ROOT"/*) return 0 ;; esac
  grep -qsF "$GUARDED_ROOT" "/proc/$1/cmdline"
}

while [ "$(ticks "$GUARDED_PID")" = "$GUARDED_TICKS" ]; do sleep 1; done

for round in 1 2 3 4 5; do
  [ -e "$GUARDED_ROOT" ] || exit 0
  for directory in /proc/[0-9]*; do
    pid=${directory#/proc/}
    if [ "$pid" != $$ ] && belongs "$pid"; then kill -KILL "$pid"; fi
  done
  while read -r _ mounted _; do
    case $mounted in "$GUARDED_ROOT"/*) umount -l "$mounted" ;; esac
  done </proc/mounts
  rm -rf "$GUARDED_ROOT"
  sleep 1
done
