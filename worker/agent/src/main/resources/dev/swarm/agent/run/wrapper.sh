# Starts one run and outlives the worker that asked for it.
#
#   sh wrapper.sh FOLDER LIMIT GRACE -- COMMAND [ARGUMENT...]
#
#   FOLDER       the run's folder; this script writes pid, exit and run.log there, and reads stop
#   LIMIT GRACE  seconds: after LIMIT the watchdog ends the group, after GRACE more it kills it
#   COMMAND      takes the device's locks, leaves "started" in FOLDER, and becomes the run
#
# Whoever starts it makes it the leader of a session of its own, so its pid names the group.
# Every file it writes is renamed into place: a reader sees the whole of it or nothing.

folder=$1 limit=$2 grace=$3
shift 4

# record NAME LINE...
record() {
  name=$1
  shift
  printf '%s\n' "$@" >"$folder/.$name.$$" && mv -f "$folder/.$name.$$" "$folder/$name"
}

give_up() {
  record exit "state=$1" "why=$2"
  exit 0
}

# Field 22 of /proc/PID/stat; the name in field 2 may hold blanks, so count from behind it.
kernel_start() {
  read -r stat </proc/$$/stat || return
  set -f
  set -- ${stat##*) }
  set +f
  shift 19
  ticks=$1
  read -r boot </proc/sys/kernel/random/boot_id
}

ticks='' boot=''
if [ -r /proc/$$/stat ] && [ -r /proc/sys/kernel/random/boot_id ]; then
  kernel_start
fi
# What cannot be found again must not start (a full disk, for one).
record pid "pid=$$" "started=$(date +%s)" "ticks=$ticks" "boot=$boot" || exit 1

(true >>"$folder/run.log") || give_up failed "cannot write run.log"

# pid is on disk and stop is looked at after it; who stops a run writes stop and looks at pid after
# that. So one of the two always sees the other, and a run nobody wants any more never starts.
[ -e "$folder/stop" ] && give_up stopped "stopped before it started"

# The watchdog is only for a worker that never comes back: its limit is later than the worker's own.
# It ends and reaps its own sleep when it is told to go: with KILL, for a child that is not yet
# sleep still has this shell's handler and would survive a TERM.
(
  trap 'kill -s KILL "$!"; wait "$!"; exit 0' TERM
  sleep "$limit" &
  wait "$!"
  [ -e "$folder/stop" ] || record stop "cause=time-out" "why=the watchdog ended it"
  trap '' TERM
  kill -s TERM -- "-$$"
  trap 'kill -s KILL "$!"; wait "$!"; exit 0' TERM
  sleep "$grace" &
  wait "$!"
  kill -s KILL -- "-$$"
) </dev/null >/dev/null 2>&1 &
watchdog=$!

# A handler, not "ignore": the command must die of the signal, this shell must live to say so.
trap : TERM INT HUP

"$@" </dev/null >>"$folder/run.log" 2>&1
code=$?

if [ -e "$folder/started" ]; then
  record exit "state=exited" "code=$code"
elif [ "$code" = 75 ]; then
  record exit "state=busy" "why=the device's locks are held"
else
  record exit "state=failed" "why=cannot take the device's locks: $(head -c 500 "$folder/run.log" | tr '\n' ' ')"
fi
kill -s TERM "$watchdog" 2>/dev/null
wait "$watchdog" 2>/dev/null
exit 0
