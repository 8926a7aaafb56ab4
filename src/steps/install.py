"""Installs packages of the distribution and leaves no list, log or archive behind.

Arguments: the package manager, `apt` or `apk`, and names of packages.
"""

import difflib
import os
import shutil
import subprocess
import sys
import time
from glob import glob

# A folder of our own: the official images delete what is in apt's own one after every install.
CACHE = "/var/cache/cartwright"
# 1980-01-01T00:00:00Z, like the files of wheels.
TIME = 315_532_800
OPTIONS = [
    f"-oDir::Cache::Archives={CACHE}/archives",
    f"-oDir::State::Lists={CACHE}/lists",
    "-oAcquire::Retries=3",
    "-oAPT::Sandbox::User=root",
    "-oDPkg::Use-Pty=0",
]
MANUALS = [f"/usr/share/man/man{section}" for section in range(1, 9)]
FC_CACHE = "/usr/bin/fc-cache"
LEFTOVERS = [
    "/var/cache/apt/*.bin",
    "/var/cache/debconf/*-old",
    "/var/cache/ldconfig/aux-cache",
    "/var/lib/dpkg/*-old",
    "/var/log/alternatives.log",
    "/var/log/apk.log",
    "/var/log/apt/*",
    "/var/log/dpkg.log",
]
# What people still ask for, and what it is called now.
RENAMED = {
    "libgl1-mesa-glx": "libgl1",
    "libmysqlclient-dev": "default-libmysqlclient-dev",
    "libssl1.1": "libssl3",
    "mysql-client": "default-mysql-client",
    "netcat": "netcat-openbsd",
    "python-dev": "libpython3-dev",
}


def call(*argv):
    # Scripts of packages write the time as well, of today into `/etc/shadow`.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "SOURCE_DATE_EPOCH": str(TIME)}
    return subprocess.run(argv, check=False, env=environment).returncode


def run(*argv):
    status = call(*argv)
    if status:
        sys.exit(status)


def tell_unknown(packages):
    """What to ask for instead of what apt does not know."""
    names = subprocess.run(["apt-cache", *OPTIONS, "pkgnames"], stdout=subprocess.PIPE, text=True, check=False).stdout.split()
    for package in sorted(set(packages).difference(names)):
        alike = [name for name in names if name[0] == package[0]]
        near = [RENAMED[package]] if package in RENAMED else difflib.get_close_matches(package, alike, 3, 0.8)
        meant = f": did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
        print(f"help: there is no package `{package}`{meant}", flush=True)


def apt(packages):
    for folder in ("archives/partial", "lists/partial"):
        os.makedirs(f"{CACHE}/{folder}", exist_ok=True)
    # Slim images have no manual pages. Packages that link to theirs (Java's) fail without the folders of the links.
    made = [folder for folder in MANUALS if not os.path.exists(folder)]
    for folder in made:
        os.makedirs(folder)
    run("apt-get", "-q", *OPTIONS, "update")
    status = call("apt-get", "-q", *OPTIONS, "install", "--yes", "--no-install-recommends", "--", *packages)
    if status:
        tell_unknown([package.partition("=")[0].partition(":")[0] for package in packages])
        sys.exit(status)
    for folder in made:
        shutil.rmtree(folder)


def apk(packages):
    run("apk", "--no-progress", "--cache-dir", CACHE, "--update-cache", "add", "--", *packages)


def leftovers():
    return {path for pattern in LEFTOVERS for path in glob(pattern)}


def tidy(of_base):
    """What the base has is emptied: engines that cannot merge layers put the moment of a deletion into them."""
    for path in leftovers():
        if path in of_base and not os.path.islink(path):
            os.truncate(path, 0)
        else:
            os.unlink(path)


def settle_times(since):
    """Whatever is newer gets one fixed time: the same packages give the same layer, whenever they are installed."""
    with open("/proc/self/mountinfo", encoding="utf-8") as table:
        mounts = {line.split()[4] for line in table}
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in mounts]
        for path in (os.path.join(folder, name) for name in folders + files):
            if path not in mounts and os.lstat(path).st_mtime >= since:
                os.utime(path, (TIME, TIME), follow_symlinks=False)


def settle_fonts(since):
    """The cache of fonts knows directories by their times."""
    if os.access(FC_CACHE, os.X_OK):
        run(FC_CACHE, "--system-only", "--force")
        settle_times(since)


# The engine makes the places of its mounts a moment before.
started = int(time.time()) - 10
of_base = leftovers()
{"apt": apt, "apk": apk}[sys.argv[1]](sys.argv[2:])
tidy(of_base)
settle_times(started)
settle_fonts(started)
