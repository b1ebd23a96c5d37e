# shellcheck shell=bash
# Shows the steps of a start. The server and the builds print event lines; on a terminal the running steps share one
# live line below the finished ones, in a pipe every change of note is a line of its own.
#
#   step <id> start|progress|done|fail <percent or -> <seconds since its start or -> <text>
#   card <key> <value>          facts for the closing card: url, login-link, data, cluster
#   ready                       print the card now
#
# Times are this side's own: a live line goes on between two events.

declare -A step_title=([jdk]="JDK" [build]="Build" [postgres]="PostgreSQL" [api]="API"
  [kubernetes]="Kubernetes binaries" [demo]="Demo cluster" [stop]="Stop")
declare -A step_begun step_live step_told card
live="" width=80 width_seen=-1
[[ -t 1 && ${TERM:-dumb} != dumb ]] && live=1
good="ok  " bad="FAIL"
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in *[Uu][Tt][Ff]*) good="✓" bad="✗" ;; esac
if [[ -n $live && -z ${NO_COLOR:-} ]]; then
  good=$'\e[32m'$good$'\e[0m' bad=$'\e[31m'$bad$'\e[0m'
fi

clear_live() { [[ -z $live ]] || printf '\r\e[K'; }

line() { # text of a finished line
  clear_live
  printf '%s\n' "$*"
}

step() { # id state percent seconds text
  local id=$1 state=$2 percent=$3 text=$5 took
  [[ -n ${step_begun[$id]:-} ]] || step_begun[$id]=$(now_ms)
  took=$(duration $(($(now_ms) - step_begun[$id])))
  case $state in
    start | progress)
      step_live[$id]=$text
      [[ $percent == - ]] || step_live[$id]="$percent %  $text"
      [[ -n $live ]] && draw_live || tell "$id" "$state" "$percent"
      ;;
    done)
      line "$(printf '  %s %-20s %11s  %s' "$good" "${step_title[$id]:-$id}" "$took" "$text")"
      unset "step_live[$id]" "step_begun[$id]" "step_told[$id]"
      ;;
    fail)
      line "$(printf '  %s %-20s %11s  %s' "$bad" "${step_title[$id]:-$id}" "$took" "$text")"
      unset "step_live[$id]" "step_begun[$id]" "step_told[$id]"
      ;;
  esac
}

# In a pipe: a step's first line, then one per tenth of its way or new text, and at most one in five seconds.
tell() { # id state percent
  local id=$1 now=$SECONDS mark="${3%?} ${step_live[$1]##*  }"
  local last=${step_told[$id]:-}
  [[ -n ${step_live[$id]} && $last != *"|$mark" ]] || return 0
  [[ -z $last ]] || ((now - ${last%%|*} >= 5)) || return 0
  step_told[$id]="$now|$mark"
  printf '  .... %-20s %s\n' "${step_title[$id]:-$id}" "${step_live[$id]}"
}

draw_live() {
  local id text="" spin='|/-\'
  ((${#step_live[@]})) || return 0
  for id in "${!step_live[@]}"; do
    [[ -z $text ]] || text+="   "
    text+="${step_title[$id]:-$id} $(duration $(($(now_ms) - step_begun[$id])))  ${step_live[$id]}"
  done
  if ((SECONDS != width_seen)); then
    width_seen=$SECONDS
    width=$(stty size 2>/dev/null </dev/tty | cut -d ' ' -f 2) || width=80
    ((${width:-0} > 20)) || width=80
  fi
  printf '\r\e[K  %s %s' "${spin:SECONDS % 4:1}" "${text:0:width-5}"
}

tick() { [[ -z $live ]] || draw_live; }

# One line of the server's output. What is no event goes to the console log.
event() { # line log-file
  local word id state percent seconds text
  read -r word id state percent seconds text <<<"${1//[[:cntrl:]]/}"
  case $word in
    step) [[ -z ${state:-} ]] || step "$id" "$state" "${percent:--}" "${seconds:--}" "${text:-}" ;;
    card) card[$id]=${1#card "$id" } ;;
    ready) [[ -n $stopping ]] || { closing_card && train_start_up; } ;;
    *) printf '%s\n' "$1" >>"$2" ;;
  esac
}

closing_card() {
  local me=./bergwerk where=""
  [[ $PWD == "$home" ]] || me=$home/bergwerk
  [[ $data == "$(default_data)" ]] || where=" --data $(printf '%q' "$data")"
  line ""
  line "  Bergwerk runs.  $(duration $(($(now_ms) - up_begun))) from the command to here."
  line ""
  line "    Console and API   ${card[url]:-}"
  [[ -z ${card[login-link]:-} ]] || line "    Sign in (once)    ${card[login-link]}"
  [[ -z ${card[cluster]:-} ]] || line "    Try it            $me kubectl$where ${card[cluster]} get nodes"
  line "    Data              ${card[data]:-$data}"
  line "    Stop              Ctrl-C here, or $me down$where"
  line ""
}
