"""Builds a wheel with a module that is Python's own `_bz2`, but for the name of the library that it is linked to."""

import _bz2
import base64
import hashlib
import os
import sysconfig
import zipfile

INFO = "demo-1.0.dist-info"


def build_wheel(out, config_settings=None, metadata_directory=None):
    with open(_bz2.__file__, "rb") as file:
        module = file.read()
    assert module.count(b"libbz2.so.1.0\0") == 1
    with open("platform.txt") as file:
        platform = file.read().strip() + sysconfig.get_platform().replace("-", "_").removeprefix("linux")
    files = {
        "demo/__init__.py": b"",
        f"demo/{os.path.basename(_bz2.__file__)}": module.replace(b"libbz2.so.1.0\0", b"libdem.so.1.0\0"),
        f"{INFO}/METADATA": b"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
        f"{INFO}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-{platform}\n".encode(),
    }
    digest = lambda content: base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    record = "".join(f"{path},sha256={digest(content)},{len(content)}\n" for path, content in files.items())
    files[f"{INFO}/RECORD"] = f"{record}{INFO}/RECORD,,\n".encode()
    name = f"demo-1.0-py3-none-{platform}.whl"
    with zipfile.ZipFile(os.path.join(out, name), "w") as wheel:
        for path, content in files.items():
            wheel.writestr(zipfile.ZipInfo(path), content)
    return name
