"""Runs what makes a lock, and keeps its warnings in a file: a lock does not tell them.

The lock itself, which some programs print as well, is not for the log.
"""

import subprocess
import sys


def resolve(kept, argv):
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with open(kept, "wb") as warnings:
        for line in process.stderr:
            sys.stderr.buffer.write(line)
            sys.stderr.buffer.flush()
            if line.startswith(b"warning: "):
                warnings.write(line)
    return process.wait()


sys.exit(resolve(sys.argv[1], sys.argv[2:]))
