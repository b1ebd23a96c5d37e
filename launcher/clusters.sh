# shellcheck shell=bash
# kubectl against a cluster of an installation, and the build of the Kubernetes binaries.

# A kubeconfig lasts eight hours; the cached one is used until ten minutes before its end.
kubeconfig_minutes=$((8 * 60 - 10))

run_kubectl() {
  local cluster kubeconfig kubectl
  while [[ ${1:-} == --data* ]]; do
    case $1 in
      --data) take_data_option "$1" "${2-}" && shift 2 ;;
      *) take_data_option "$1" && shift ;;
    esac
  done
  (($#)) || fail 2 "kubectl: which cluster? ./bergwerk kubectl CLUSTER ARGS..., for example: ./bergwerk kubectl demo get nodes"
  cluster=$1
  shift
  [[ $cluster =~ ^[a-z0-9][a-z0-9-]*$ ]] ||
    fail 2 "kubectl: cluster '$cluster': expected a cluster's name, of a-z, 0-9 and -, before kubectl's own arguments"
  require_data
  kubectl=$(find_kubectl) || fail 3 "no kubectl in the cache or on PATH; make one with ./bergwerk kubernetes build"
  kubeconfig=$data/kubeconfigs/$cluster.yaml
  ensure_kubeconfig "$cluster" "$kubeconfig"
  KUBECONFIG=$kubeconfig exec "$kubectl" "$@"
}

find_kubectl() {
  local candidate
  while IFS= read -r candidate; do
    [[ -x $candidate ]] || continue
    printf '%s' "$candidate"
    return
  done < <(
    printf '%s\n' "$cache/kubernetes/v$default_kubernetes/linux-$(architecture)/kubectl"
    printf '%s\n' "$cache"/kubernetes/*/"linux-$(architecture)"/kubectl | sort -rV
    type -P kubectl
  )
  return 1
}

ensure_kubeconfig() { # cluster file
  [[ -z $(find "$2" -mmin "-$kubeconfig_minutes" -size +0 2>/dev/null) ]] || ! still_that_cluster "$2" || return 0
  require_jdk
  build_server
  prepare_java
  "${java_command[@]}" kubeconfig --data "$data" "$1" >/dev/null ||
    fail 1 "no kubeconfig for cluster '$1' (see above)"
  [[ -s $2 ]] || fail 1 "no kubeconfig for cluster '$1': the server wrote none to $2"
}

# A name may have gone to another cluster meanwhile: the file's first line is the request that asks for its own.
still_that_cluster() { # file
  local request
  request=$(sed -n '1s/^# //p' "$1")
  [[ -n $request && -r $data/run/local.url && -r $data/admin.token ]] && type -P curl >/dev/null || return 1
  printf 'header = "Authorization: Bearer %s"\n' "$(<"$data/admin.token")" |
    curl -ksf -m 5 -o /dev/null -K - -H 'Content-Type: application/json' -d "$request" \
      "$(<"$data/run/local.url")/api.v1.ClusterService/Get"
}

# --- binaries ---------------------------------------------------------------------------------------------------------

kubernetes() {
  [[ ${1:-} == build ]] || fail 2 "kubernetes: expected 'build [VERSION...]'"
  shift
  case ${1:-} in
    --check | --list | --clean) exec "$home/kubernetes/build" --cache "$cache" "$@" ;;
  esac
  build_kubernetes "$@" || exit $?
}

# Shows the build's progress as a step for each version; what is no progress is shown as it is.
build_kubernetes() {
  "$home/kubernetes/build" --cache "$cache" "$@" 2>&1 | show_kubernetes_build
}

show_kubernetes_build() {
  local text status
  trap '' INT
  while :; do
    status=0
    IFS= read -r -t 1 text || status=$?
    if ((status == 0)); then
      kubernetes_line "$text"
    else
      ((status > 128)) || break
      tick
    fi
  done
  clear_live
}

kubernetes_line() {
  local word version percent seconds text
  read -r word version percent seconds text <<<"$1"
  step_title[$version]="Kubernetes $version"
  case $word in
    progress) [[ $percent == 100 ]] || step "$version" progress "$percent" - "$(time_left "$seconds")$text" ;;
    "done") step "$version" "done" - - "$seconds${text:+ $text}" ;;
    *) line "$1" ;;
  esac
}

time_left() { # seconds or -
  [[ $1 == - ]] || printf '%s left, ' "$(duration $(($1 * 1000)))"
}
