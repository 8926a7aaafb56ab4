# The first process of the engine: it has mount and process namespaces of its own, so that all mounts and processes end with it.
set -eu

# As seen from outside, because /proc is still the machine's.
read -r stat </proc/self/stat
echo "$stat" >"$ENGINE_DIR/run/first-process"

mount --bind "$ENGINE_ROOT" "$ENGINE_ROOT"
mount --rbind /sys "$ENGINE_ROOT/sys"
mount --rbind /dev "$ENGINE_ROOT/dev"
mount -t proc proc "$ENGINE_ROOT/proc"
mount -t tmpfs tmpfs "$ENGINE_ROOT/run"
mount -t tmpfs tmpfs "$ENGINE_ROOT/tmp"
mkdir -p "$ENGINE_ROOT/engine" "$ENGINE_ROOT/old"
mount --bind "$ENGINE_DIR" "$ENGINE_ROOT/engine"
mountpoint -q "$ENGINE_ROOT/sys/fs/cgroup" || mount -t cgroup2 cgroup2 "$ENGINE_ROOT/sys/fs/cgroup"

# A chroot is not enough: dockerd wants its root to be a mount point.
cd "$ENGINE_ROOT"
pivot_root . old
cd /
umount -l /old

"$@" &
dockerd=$!
trap 'kill -TERM "$dockerd"' TERM
# The signal ends the first wait, dockerd's own end the second.
wait "$dockerd" || wait "$dockerd" || exit $?
