# Builds a run's view of the machine on an empty root and runs the command in it.
#
#   unshare --user --map-root-user --mount --pid --fork --kill-child ... \
#     sh sandbox.sh ROOT SHARED DIRECTORY [KIND SOURCE PLACE]... -- COMMAND [ARGUMENT...]
#
#   ROOT       an empty folder
#   SHARED     bytes for /dev/shm, or 0 for the host's own bound
#   DIRECTORY  where the command starts
#   KIND       read, write, device or link
#
# It is the first process of its namespace: it waits for the command and takes all others with it.
# What cannot be made read-only is not shown at all.

PATH=$PATH:/usr/sbin:/sbin:/usr/bin:/bin
root=$1 shared=$2 directory=$3
shift 3

fail() {
  echo "sandbox: $1" >&2
  exit 125
}

# place SOURCE PLACE: something to mount on
place() {
  if [ -d "$1" ]; then
    mkdir -p "$root$2"
  else
    mkdir -p "$(dirname "$root$2")" && [ -e "$root$2" ] || : >"$root$2"
  fi
}

# The kernel keeps the flags that a mount has outside, and they must all be named.
read_only_alone() {
  for more in "" ,nosuid ,nosuid,nodev ,nosuid,nodev,noexec ,nodev ,noexec ,nosuid,noexec; do
    mount -o "remount,bind,ro$more" "$1" 2>/dev/null && return 0
  done
  return 1
}

# With all that is mounted below, as a GPU's driver is below /usr in a container: the kernel shows
# a folder of the host with everything that covers parts of it, or not at all. Its list of mounts
# writes blanks and the like as \040.
read_only() {
  sealed=no
  if read_only_alone "$1"; then
    sealed=yes
    below=$(printf %s "$1" | sed 's/\\/\\134/g; s/ /\\040/g')
    while read -r _ _ _ _ point _; do
      case $point in
        "$below"/*)
          point=$(printf %s "$point" | sed 's/\\/\\0/g')
          read_only_alone "$(printf %b "$point")" || sealed=no
          ;;
      esac
    done </proc/self/mountinfo
  fi
  [ $sealed = yes ] || umount -l "$1"
  [ $sealed = yes ]
}

mount -t tmpfs -o mode=755 sandbox "$root" || fail "cannot mount an empty root"
while [ "$1" != -- ]; do
  kind=$1 source=$2 target=$3
  shift 3
  case $kind in
    link) mkdir -p "$(dirname "$root$target")" && ln -s "$source" "$root$target" ;;
    read)
      place "$source" "$target" || fail "cannot make room for $target"
      if mount --rbind "$source" "$root$target" 2>/dev/null; then
        read_only "$root$target"
      fi
      ;;
    device | write)
      [ "$kind" = device ] && mkdir -p "$root/dev"
      place "$source" "$target" || fail "cannot make room for $target"
      mount --rbind "$source" "$root$target" || fail "cannot show $source"
      ;;
  esac
done
shift

mkdir -p "$root/proc" "$root/dev/shm" "$root/.old" || fail "cannot make /proc and /dev"
mount -t proc proc "$root/proc" || fail "cannot mount /proc"
for settings in sys sysrq-trigger irq bus fs; do
  [ -e "$root/proc/$settings" ] || continue
  mount --bind "$root/proc/$settings" "$root/proc/$settings" && read_only "$root/proc/$settings" \
    || fail "cannot protect /proc/$settings"
done
for device in null zero full random urandom tty; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device" || fail "cannot show /dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
size=
[ "$shared" = 0 ] || size=,size=$shared
mount -t tmpfs -o "mode=1777$size" shm "$root/dev/shm" || fail "cannot mount /dev/shm"
ip link set lo up 2>/dev/null

cd "$root" && pivot_root . .old && cd / || fail "cannot change the root"
umount -l /.old && rmdir /.old || fail "cannot leave the old root"
cd "$directory" || fail "there is no $directory"

setpriv --bounding-set=-all --inh-caps=-all --no-new-privs -- "$@"
