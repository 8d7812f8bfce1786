#!/bin/sh
# Runs the example mnist with CUDA out of its image's root file system, without a container engine, on a machine with an
# NVIDIA GPU, and shows that the GPU gives the answers of the processor. Where there is no GPU it says that it skips that.
#
#   sh e2e/gpu/on_device.sh ROOTFS_TAR
#
# ROOTFS_TAR is what `node e2e/gpu/prepare.ts ROOTFS_TAR` writes. Nothing else of this repository is needed.
set -eu

archive=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
tar -xf "$archive" -C "$root"

# The driver's libraries, which a container runtime would bring into the container, and nothing else of the host.
mkdir "$root/driver"
for directory in /usr/local/nvidia/lib64 /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/lib/wsl/lib; do
  test -e "$directory/libcuda.so.1" || continue
  for library in "$directory"/libcuda.so* "$directory"/libnvidia-*.so*; do
    test ! -e "$library" || ln -sf "$library" "$root/driver/"
  done
  break
done

# The image's own dynamic linker and libraries; the paths are what the image's LD_LIBRARY_PATH has, below the root.
libraries=$root/opt/rt/cuda/lib:$root/lib/x86_64-linux-gnu:$root/usr/lib/x86_64-linux-gnu:$root/driver
set --
while IFS= read -r word; do set -- "$@" "$word"; done < "$root/rt-command"
run() {
  (cd "$root" && ./lib64/ld-linux-x86-64.so.2 --library-path "$libraries" "$@")
}

echo "--- with the devices of this machine"
run "$@" | tee "$root/with"
echo "--- without a device"
CUDA_VISIBLE_DEVICES= run "$@" > "$root/without"
grep "^cuda:\|^model:" "$root/without"

answers() { grep "^image \|^accuracy: " "$1"; }
answers "$root/with" > "$root/with.answers"
answers "$root/without" | diff - "$root/with.answers"
echo "gpu: the answers are the same"

if grep -q "running on cuda" "$root/with"; then
  command -v nvidia-smi > /dev/null && nvidia-smi --query-gpu=name,driver_version --format=csv,noheader || true
  echo "gpu: done, the predictions come from the GPU"
elif test -e "$root/driver/libcuda.so.1"; then
  echo "gpu: FAILED, there is a driver and it was not used"
  exit 1
else
  echo "gpu: SKIPPED, there is no NVIDIA driver here"
fi
