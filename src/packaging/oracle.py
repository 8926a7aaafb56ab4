"""Answers with Python's own `packaging` library: for each question on stdin, a JSON line."""

import json
import sys

from packaging import _manylinux, _musllinux, markers, tags


def marker(question):
    try:
        return markers.Marker(question["marker"]).evaluate(question["environment"], context="lock_file")
    except (markers.UndefinedComparison, markers.UndefinedEnvironmentName):
        return False
    except markers.InvalidMarker:
        return None


def supported(question):
    family, major, minor = question["libc"]
    machine = question["machine"]
    if family == "glibc":
        _manylinux._get_glibc_version.cache_clear() if hasattr(_manylinux._get_glibc_version, "cache_clear") else None
        _manylinux._get_glibc_version = lambda: (major, minor)
        _manylinux._have_compatible_abi = lambda *_: True
        platforms = list(_manylinux.platform_tags([machine]))
    else:
        _musllinux._get_musl_version = lambda *_: _musllinux._MuslVersion(major, minor)
        platforms = list(_musllinux.platform_tags([machine]))
    platforms.append(f"linux_{machine}")
    version = tuple(question["python"])
    nodot = "".join(map(str, version))
    abi = f"cp{nodot}" + ("t" if question["free_threaded"] else "")
    found = list(tags.cpython_tags(version, [abi], platforms))
    found += list(tags.compatible_tags(version, f"cp{nodot}", platforms))
    return [str(tag) for tag in found]


for line in sys.stdin:
    question = json.loads(line)
    answer = marker(question) if "marker" in question else supported(question)
    print(json.dumps(answer), flush=True)
