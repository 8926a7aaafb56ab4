"""Writes what the base image really is to the file that it is given: interpreter, C library, release, users.

Official images have no bytecode of the standard library: what is imported is compiled, so that it is little.
"""

import importlib.util
import json
import os
import sys

import _ssl


def c_library():
    try:
        family, version = os.confstr("CS_GNU_LIBC_VERSION").split()
    except (AttributeError, OSError, ValueError):
        return musl()
    return {"family": family, "version": version}


def musl():
    import subprocess
    from glob import glob

    for loader in glob("/lib/ld-musl-*.so.1"):
        words = subprocess.run([loader], stderr=subprocess.PIPE, check=False).stderr.decode().split()
        if "Version" in words:
            return {"family": "musl", "version": words[words.index("Version") + 1]}
    return {"family": "unknown", "version": ""}


def release():
    found = {}
    try:
        lines = open("/etc/os-release", encoding="utf-8").read().splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, equals, value = line.partition("=")
        if equals:
            found[name] = value.strip("\"'")
    return {"id": found.get("ID", ""), "version": found.get("VERSION_ID", "")}


def users():
    try:
        lines = open("/etc/passwd", encoding="utf-8", errors="replace").read().splitlines()
    except OSError:
        lines = []
    entries = [line.split(":") for line in lines if line.count(":") == 6]
    # Others are for name services: `+::::::`.
    return [{"name": e[0], "uid": int(e[2]), "gid": int(e[3]), "home": e[5]} for e in entries if e[2].isdigit() and e[3].isdigit()]


def is_there(program):
    return any(os.access(f"{folder}/{program}", os.X_OK) for folder in ("/usr/bin", "/bin", "/sbin"))


def has(module):
    return importlib.util.find_spec(module) is not None


def has_certificates():
    """As `ssl.get_default_verify_paths` finds them."""
    variable, path, *_ = _ssl.get_default_verify_paths()
    return os.path.isfile(os.environ.get(variable, path))


def uncompiled():
    """The standard library, if it has no bytecode. A module tells that none of this has imported."""
    library = os.path.dirname(os.__file__)
    module = f"{library}/tarfile.py"
    is_uncompiled = os.path.isfile(module) and not os.path.exists(importlib.util.cache_from_source(module))
    return library if is_uncompiled else None


facts = {
    "python": {
        "executable": sys.executable,
        "version": sys.version.split()[0],
        "implementation": sys.implementation.name,
        "cache_tag": sys.implementation.cache_tag,
        "pip": has("pip"),
        "venv": has("venv"),
        "uncompiled": uncompiled(),
    },
    "apt": is_there("apt-get"),
    "apk": is_there("apk"),
    "libc": c_library(),
    "release": release(),
    "users": users(),
    "certificates": has_certificates(),
}
with open(sys.argv[1], "w", encoding="utf-8") as out:
    json.dump(facts, out, sort_keys=True)
