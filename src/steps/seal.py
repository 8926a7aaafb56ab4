"""Makes a tree ready to ship: readable by every user, writable by its owner only, Python compiled to bytecode.

Bytecode is bound to its source by a hash that is never checked again (PEP 552): it stays valid whatever happens to
the files' times on the way into a layer, and costs nothing at start-up.
"""

import compileall
import os
import py_compile
import stat
import sys


def share(path):
    mode = stat.S_IMODE(os.lstat(path).st_mode)
    readable = 0o555 if os.path.isdir(path) or mode & 0o111 else 0o444
    wanted = (mode | readable) & ~0o022
    if wanted != mode:
        os.chmod(path, wanted)


def seal(tree):
    share(tree)
    for folder, folders, files in os.walk(tree):
        for name in folders + files:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                share(path)
    # What does not compile is left as it is: templates, and code for another Python that nobody imports.
    compileall.compile_dir(
        tree,
        maxlevels=100,
        quiet=2,
        workers=0,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


# The workers of compileall import this file.
if __name__ == "__main__":
    seal(sys.argv[1])
