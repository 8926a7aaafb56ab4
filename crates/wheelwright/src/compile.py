import sys

# The directory that the process was started in is no place for modules.
sys.path = [path for path in sys.path if path]

import os
import py_compile

paths = [os.fsdecode(path) for path in sys.stdin.buffer.read().split(b"\0")]
for source, installed in zip(paths[0::2], paths[1::2]):
    try:
        py_compile.compile(
            source,
            dfile=installed,
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
    except OSError:
        raise
    except Exception:
        pass
