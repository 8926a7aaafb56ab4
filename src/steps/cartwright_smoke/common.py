"""Files of what ships, and how a check ends that fails."""

import os
import sys

OFF = "`smoke: false` turns this check off"
LEFT_OUT = "see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more"
# Servers may go elsewhere.
START = os.getcwd()


class Missing(Exception):
    """Something that is not there, in words: what, and what to do."""


def line(command):
    import shlex

    return shlex.join(command)


def fail(what, *helps):
    print(what, *(f"help: {text}" for text in (*helps, OFF)), sep="\n", file=sys.__stderr__, flush=True)
    os._exit(1)


def parse(text):
    """What serde_json and `repr` write of texts, lists and maps is an expression of Python, but for one name."""
    return eval(text, {"__builtins__": {}, "null": None})


def has_first_path():
    """Whether the interpreter puts the folder of what it starts before all others."""
    return not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated


def content(path):
    """Nothing, if there is no file."""
    if not os.path.isfile(path):
        return b""
    with open(path, "rb") as opened:
        return opened.read()


def which(program):
    folders = [""] if "/" in program else os.get_exec_path()
    paths = (os.path.join(folder, program) for folder in folders)
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), None)


def nearest(path):
    """A file beside it of nearly its name, if there is one."""
    import difflib

    folder, name = os.path.split(path)
    there = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
    near = difflib.get_close_matches(name, there, 1, 0.85)
    return os.path.join(folder, near[0]) if near else None


def no_file(path):
    return no_file_but(nearest(path), path)


def absent_file(path):
    near = nearest(path)
    helps = [] if near else [LEFT_OUT]
    return Missing(no_file_but(near, path), *helps)


def no_file_but(near, path):
    return f"there is no file `{path}`" + (f": did you mean `{near}`?" if near else "")
