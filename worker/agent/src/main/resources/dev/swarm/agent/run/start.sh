# The last step before a run's command: the device's locks are taken, its limits are set.
#
#   sh start.sh FOLDER BLOCKS COUNT LOCK... COMMAND [ARGUMENT...]
#
#   FOLDER  the run's folder; "started" in it says that the locks were free
#   BLOCKS  of 512 bytes: the largest file that the command may write
#   COUNT   of the locks, which are told who has them, for whoever finds them held

folder=$1 blocks=$2 count=$3
shift 3
while [ "$count" -gt 0 ]; do
  printf '%s\n' "$folder" >"$1" || exit 1
  shift
  count=$((count - 1))
done
: >"$folder/started" || exit 1
ulimit -c 0
ulimit -f "$blocks" || exit 1
exec "$@"
