"""Runs what makes a lock, and keeps its warnings in a file: a lock does not tell them.

The lock itself, which some programs print as well, is not for the log.
"""

import re
import subprocess
import sys

# uv's own advice is for its own settings.
UNLISTED = rb"hint: .*`([\w.-]+)@\S+` depends on `([\w.-]+)`, but doesn't declare it as a build dependency"
LOOPBACK = rb"https?://([^/@]*@)?(localhost|127\.[\d.]+|\[::1\])[:/]"


def resolve(kept, argv):
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    host, refused, unlisted = None, False, None
    with open(kept, "wb") as warnings:
        for line in process.stderr:
            sys.stderr.buffer.write(line)
            sys.stderr.buffer.flush()
            if line.startswith(b"warning: "):
                warnings.write(line)
            unlisted = re.search(UNLISTED, line) or unlisted
            host = re.search(LOOPBACK, line) or host
            refused = refused or b"tcp connect error" in line
    code = process.wait()
    if code and host and refused:
        print(f"help: `{host[2].decode()}` is this step itself; it is the engine's machine with `--network=host`", file=sys.stderr)
    if code and unlisted:
        package, need = (name.decode() for name in unlisted.groups())
        print(f"help: or write `dependencies: {{build-dependencies: {{{package}: [{need}]}}}}`", file=sys.stderr)
    return code


sys.exit(resolve(sys.argv[1], sys.argv[2:]))
