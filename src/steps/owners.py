"""Writes which Debian packages bring libraries. Arguments: the file to write, and the names of the libraries.

Those that this system has, because something was built with them, are looked up in its own database. Others are looked for
in the lists of files that archives publish; and where a mirror has none, by the names that Debian's policy gives to packages.
A library that nothing brings is left out.
"""

import json
import os
import re
import subprocess
import sys

# As `install.py` has it: what that fetched is not fetched again.
CACHE = "/var/cache/cartwright"
OPTIONS = [
    f"-oDir::Cache::Archives={CACHE}/archives",
    f"-oDir::State::Lists={CACHE}/lists",
    "-oAcquire::Retries=3",
    "-oAPT::Sandbox::User=root",
]
# Lists of files: one for each component, as Debian has them, or one for all of them.
FILES = {"cartwright-files": "$(COMPONENT)/Contents-", "cartwright-all-files": "Contents-"}
# Where every loader looks.
FOLDER = re.compile(r"(?:usr/)?lib(?:64|/[a-z0-9_]+-linux-[a-z0-9]+)?")


def run(*argv, **options):
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(argv, check=False, env=environment, stdout=subprocess.PIPE, text=True, errors="replace", **options)


def installed(names):
    """The packages of libraries that this system's loader finds."""
    paths = {}
    for line in run("/sbin/ldconfig", "-p").stdout.splitlines():
        name, arrow, path = line.strip().partition(" => ")
        name = name.partition(" ")[0]
        if arrow and name in names:
            paths.setdefault(name, path)
    owners = {}
    for name, path in paths.items():
        # Links lead from the one to the other, and a package may know either name of a merged `/usr`.
        ends = (re.sub(r"^/usr(?=/)", "", place) for place in (path, os.path.realpath(path)))
        places = {place for end in ends for place in (end, f"/usr{end}")}
        found = run("dpkg-query", "--search", *sorted(places), stderr=subprocess.DEVNULL)
        for line in found.stdout.splitlines():
            packages, colon, place = line.rpartition(": ")
            if colon and place in places and not packages.startswith("diversion "):
                owners.setdefault(name, packages.partition(",")[0].partition(":")[0])
    return owners


def published(names):
    """The packages of libraries that apt could install."""
    for folder in ("archives/partial", "lists/partial"):
        os.makedirs(f"{CACHE}/{folder}", exist_ok=True)
    machine = run("dpkg", "--print-architecture").stdout.strip()
    options = list(OPTIONS)
    for identifier, key in FILES.items():
        target = f"-oAcquire::IndexTargets::deb::{identifier}"
        description = f"$(RELEASE)/$(COMPONENT) {identifier}"
        options += [f"{target}::MetaKey={key}{machine}", f"{target}::ShortDescription={identifier}"]
        options += [f"{target}::Description={description}", f"{target}::KeepCompressed=true"]
    files = []
    if run("apt-get", "-q", *options, "update", stderr=subprocess.DEVNULL).returncode == 0:
        for identifier in FILES:
            listed = run("apt-get", *options, "indextargets", "--format", "$(FILENAME)", f"Created-By: {identifier}")
            files += listed.stdout.split()
    files = sorted(file for file in set(files) if os.path.exists(file))
    return listed_in(files, names) if files else named(names)


def listed_in(files, names):
    found = {}
    patterns = [argument for name in sorted(names) for argument in ("-e", name)]
    for file in files:
        unpack = subprocess.Popen(["/usr/lib/apt/apt-helper", "cat-file", file], stdout=subprocess.PIPE)
        with unpack, unpack.stdout as unpacked:
            lines = run("grep", "--fixed-strings", *patterns, stdin=unpacked).stdout.splitlines()
        for line in lines:
            path, _, packages = line.rpartition(" ")
            folder, _, name = path.rstrip().rpartition("/")
            if name in names and FOLDER.fullmatch(folder):
                owners = (package.rpartition("/")[2] for package in packages.split(","))
                found.setdefault(name, set()).update(owners)
    # Alternatives bring the same: the shortest name is the plain one.
    return {name: min(packages, key=lambda it: (len(it), it)) for name, packages in found.items()}


def named(names):
    """The packages that exist under the names that belong to those of libraries (Debian's policy, 8.1)."""
    print("apt has no lists of files here: names have to do")
    run("apt-get", "-q", *OPTIONS, "update")
    known = set(run("apt-cache", *OPTIONS, "pkgnames", "lib").stdout.split())
    owners = {}
    for name in names:
        stem, _, version = name.lower().replace("_", "-").partition(".so.")
        # `libglib-2.0.so.0` is in `libglib2.0-0t64`; many names changed when times got 64 bits.
        stems = dict.fromkeys((stem, re.sub(r"-(?=\d)", "", stem)))
        plain = [f"{stem}{'-' * stem[-1:].isdigit()}{version}" for stem in stems]
        candidates = [candidate for package in plain for candidate in (package, f"{package}t64")]
        owner = next((candidate for candidate in candidates if version and candidate in known), None)
        if owner:
            owners[name] = owner
    return owners


out, names = sys.argv[1], set(sys.argv[2:])
owners = installed(names)
missing = names - owners.keys()
if missing:
    owners.update(published(missing))
with open(out, "w", encoding="utf-8") as file:
    json.dump(owners, file, sort_keys=True)
for name in sorted(names):
    print(f"{name}: {owners.get(name, 'no package')}")
