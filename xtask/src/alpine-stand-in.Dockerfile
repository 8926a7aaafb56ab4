# What Python's image on Alpine has, made of Debian's sources: musl, an interpreter that is linked to it, and nothing of glibc that
# could be loaded. Of the standard library, what needs other libraries than zlib and OpenSSL is left out. Compiling takes minutes.
FROM python:3.13-slim AS musl
WORKDIR /src
RUN <<END
set -e
mirror=$(grep -rhoE '(https?|file)://[^ ]+/debian/?' /etc/apt/sources.list /etc/apt/sources.list.d | head -n 1)
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > /etc/apt/sources.list.d/source.list
apt-get update
apt-get install -y --no-install-recommends busybox-static dpkg-dev gcc libc6-dev make musl-tools xz-utils
# A mirror may list a source that it does not have yet.
fetch() {
  for version in $(apt-cache showsrc --only-source "$1" | sed -n 's/^Version: //p' | sort -ruV); do
    apt-get source --download-only --tar-only "$1=$version" && return
  done
  return 1
}
for name in lz4 openssl python3.13 zlib; do
  fetch $name
  mkdir $name
  tar -xf ${name}_*.orig.tar.* -C $name --strip-components=1
  rm ${name}_*
done
# The kernel's headers are those of every C library.
machine=$(uname -m)
for folder in linux asm-generic $machine-linux-gnu/asm; do ln -s /usr/include/$folder /usr/include/$machine-linux-musl; done
END
# The compiler that the interpreter remembers, with the name that it has on Alpine, where C libraries do not live side by side.
COPY --chmod=755 <<'END' /usr/local/bin/gcc
#!/bin/sh
[ "$1" = --print-multiarch ] || exec musl-gcc "$@"
END
ENV CFLAGS="-O1 -fPIC" LDFLAGS=-Wl,--strip-all MAKEFLAGS=-j2
RUN <<END
set -e
cd zlib
./configure --prefix=/usr
make
make install DESTDIR=/libraries
END
RUN <<END
set -e
cd openssl
./Configure linux-$(uname -m) --prefix=/usr --openssldir=/etc/ssl --libdir=lib no-apps no-asm no-docs no-engine no-legacy no-module no-shared no-tests
make build_sw
make install_dev DESTDIR=/libraries
END
RUN <<END
set -e
cp -a /libraries/usr/include/. /usr/include/$(uname -m)-linux-musl
cp -a /libraries/usr/lib/. /usr/lib/$(uname -m)-linux-musl
cd python3.13
./configure --enable-shared --disable-test-modules --with-ensurepip=install --with-openssl=/libraries/usr
make
make install DESTDIR=/image
END
RUN make -C lz4/lib install DESTDIR=/packages PREFIX=/usr

FROM musl AS image
RUN <<END
set -e
cd /image
loader=ld-musl-$(uname -m).so.1
mkdir -p bin etc/apk etc/ssl/certs lib root sbin tmp usr/bin usr/lib
chmod 1777 tmp
cp /usr/lib/$(uname -m)-linux-musl/libc.so lib/$loader
ln -s $loader lib/libc.musl-$(uname -m).so.1
cp -a /libraries/usr/lib/libz.so.1* usr/lib
cp /bin/busybox bin
for name in $(busybox --list | grep -vE 'busybox|dpkg'); do ln -s busybox bin/$name; done
for name in pip python; do ln -s ${name}3 usr/local/bin/$name; done
find usr/local -name __pycache__ -prune -exec rm -rf {} +
cp /etc/ssl/certs/ca-certificates.crt etc/ssl/certs
ln -s certs/ca-certificates.crt etc/ssl/cert.pem
echo 3.22.0 > etc/alpine-release
printf 'NAME="a stand-in for Alpine Linux"\nID=alpine\nVERSION_ID=3.22.0\n' > etc/os-release
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n' > etc/passwd
printf 'root:x:0:\nnobody:x:65534:\n' > etc/group
# Files of packages, for the stand-in of apk.
mkdir -p usr/share/apk-stand-in/lz4-dev/usr/lib usr/share/apk-stand-in/lz4-libs/usr/lib
cp -a /packages/usr/include usr/share/apk-stand-in/lz4-dev/usr
cp -a /packages/usr/lib/liblz4.so usr/share/apk-stand-in/lz4-dev/usr/lib
cp -a /packages/usr/lib/liblz4.so.* usr/share/apk-stand-in/lz4-libs/usr/lib
END
COPY --chmod=755 <<'END' /image/sbin/apk
#!/usr/local/bin/python3
"""Takes the place of Alpine's package manager: `apk add`, of the few packages that came with the image.

What was asked for is listed in /etc/apk/world, where the real one lists it. As gcc comes Zig's compiler: its wheel needs no
library of the system.
"""

import argparse
import os
import shutil
import subprocess
import sys

PACKAGES = "/usr/share/apk-stand-in"
NEEDS = {"gcc": [], "lz4-dev": ["lz4-libs"], "lz4-libs": [], "musl-dev": [], "so:liblz4.so.1": ["lz4-libs"]}
COMPILER = '#!/bin/sh\nHOME=/tmp exec /usr/lib/zig/ziglang/zig cc -target $(uname -m)-linux-musl -isystem /usr/include -L/usr/lib "$@"\n'


def install(name):
    for needed in NEEDS[name]:
        install(needed)
    if name == "gcc":
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir", "--root-user-action=ignore"]
        subprocess.check_call([*pip, "--target=/usr/lib/zig", "ziglang==0.15.1"])
        with open("/usr/bin/gcc", "w", opener=lambda path, flags: os.open(path, flags, 0o755)) as file:
            file.write(COMPILER)
    elif os.path.isdir(f"{PACKAGES}/{name}"):
        shutil.copytree(f"{PACKAGES}/{name}", "/", symlinks=True, dirs_exist_ok=True)


parser = argparse.ArgumentParser()
parser.add_argument("--no-progress", action="store_true")
parser.add_argument("--update-cache", action="store_true")
parser.add_argument("--cache-dir")
parser.add_argument("command", choices=["add"])
parser.add_argument("packages", nargs="+")
packages = parser.parse_args().packages
for name in packages:
    if name not in NEEDS:
        sys.exit(f"ERROR: unable to select packages:\n  {name} (no such package)")
    install(name)
with open("/etc/apk/world", "a", encoding="utf-8") as world:
    world.writelines(f"{name}\n" for name in packages)
END

FROM scratch
COPY --from=image /image /
ARG PYTHON_VERSION
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 PYTHON_VERSION=$PYTHON_VERSION
CMD ["python3"]
