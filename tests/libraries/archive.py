"""Makes an archive of Debian packages, and lets apt know no other.

`libdemo1` brings `libdem.so.1.0`, which is `libbz2.so.1.0` but for its name, which no system has. `libdemo-dev` needs it.
`libdemo-magic1` has it by the name that python-magic asks for; `pandoc` has a program of that name.
"""

import gzip
import hashlib
import os
import shutil
import subprocess
import sysconfig

# Every archive that this makes is the same: an engine may remember packages of another.
os.environ["SOURCE_DATE_EPOCH"] = "0"
MACHINE = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
FOLDER = f"usr/lib/{sysconfig.get_config_var('MULTIARCH')}"
INDEXES = "/archive/dists/demo"


def package(name, depends, files):
    """A package, as its archive lists it."""
    tree = f"/tmp/{name}"
    about = f"Package: {name}\nVersion: 1\nArchitecture: {MACHINE}\nMaintainer: test\nDescription: a test\n{depends}"
    write(f"{tree}/DEBIAN/control", about.encode())
    write(f"{tree}/DEBIAN/triggers", b"activate-noawait ldconfig\n")
    for path, content in files.items():
        write(f"{tree}/{path}", content)
    subprocess.check_call(["dpkg-deb", "--build", "--root-owner-group", tree, f"/archive/{name}.deb"])
    with open(f"/archive/{name}.deb", "rb") as file:
        content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    return f"{about}Filename: {name}.deb\nSize: {len(content)}\nSHA256: {digest}\n\n"


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


os.makedirs("/archive")
with open(f"/{FOLDER}/libbz2.so.1.0", "rb") as file:
    bz2 = file.read()
library, magic = (bz2.replace(b"libbz2.so.1.0\0", name) for name in (b"libdem.so.1.0\0", b"libmagic.so.1\0"))
listed = package("libdemo1", "", {f"{FOLDER}/libdem.so.1.0": library})
listed += package("libdemo-magic1", "", {f"{FOLDER}/libmagic.so.1": magic})
listed += package("pandoc", "", {"usr/bin/pandoc": b"pandoc"})
listed += package("libdemo-dev", "Depends: libdemo1\n", {"usr/include/demo.h": b""})
files = f"{FOLDER}/libdem.so.1.0    libs/libdemo1\n{FOLDER}/libmagic.so.1    libs/libdemo-magic1\n".encode()
indexes = {
    f"main/binary-{MACHINE}/Packages": listed.encode(),
    f"main/Contents-{MACHINE}": files,
    f"main/Contents-{MACHINE}.gz": gzip.compress(files, mtime=0),
}
release = "Origin: test\nSuite: demo\nCodename: demo\nDate: Thu, 01 Jan 2026 00:00:00 UTC\n"
release += f"Components: main\nArchitectures: {MACHINE}\nSHA256:\n"
for path, content in indexes.items():
    write(f"{INDEXES}/{path}", content)
    release += f" {hashlib.sha256(content).hexdigest()} {len(content)} {path}\n"
write(f"{INDEXES}/Release", release.encode())
shutil.rmtree("/etc/apt/sources.list.d")
write("/etc/apt/sources.list", b"deb [trusted=yes] file:/archive demo main\n")
