"""Which files are started, and by what."""

import os

from .common import LEFT_OUT, content, fail, no_file, which

# They run a program in an environment that they manage.
MANAGERS = ("uv", "poetry", "pdm", "pipenv", "hatch", "rye")


def find(program, help):
    found = which(program)
    if found:
        return os.path.abspath(found)
    if os.path.isfile(program) and os.access(program, os.X_OK):
        fail(f"`{program}` is not on PATH, which is searched for what has no slash", f"write `./{program}`")
    if os.path.isfile(program):
        fail(f"`{program}` is not executable", f"make it executable, `chmod +x {program}`, or name its interpreter before it")
    name = os.path.basename(program)
    if "/" in program and which(name):
        fail(no_file(program), help or f"it is `{which(name)}`: write `{name}`")
    if "/" in program:
        fail(no_file(program), help or LEFT_OUT)
    if program in MANAGERS:
        fail(f"there is no program `{program}` here", f"leave `{program} run` out: what it would find is on PATH already")
    absent(program, help)


def absent(program, help):
    helps = help or own_script(program) or namesake(program) or "add the package that has it to `dependencies` or `apt.run`, on Alpine `apk.run`"
    fail(f"there is no program `{program}` in {os.environ.get('PATH')}", helps)


def namesake(program):
    """What to write instead of a name that is nearly that of another program."""
    import difflib

    folders = filter(os.path.isdir, os.get_exec_path())
    names = sorted({name for folder in folders for name in os.listdir(folder)})
    near = difflib.get_close_matches(program, names, 1, 0.8)
    return f"did you mean `{near[0]}`? Else add the package that has `{program}` to `dependencies` or `apt.run`" if near else None


def own_script(program):
    """What to do about a script of the project, which is not installed if nothing asks for it."""
    import re

    told = "it is a script of your project, which is not installed: write `dependencies: {}`, or `-e .` into the requirements"
    name = re.escape(program.encode())
    if re.search(rb"(?m)^\s*[\"']?" + name + rb"[\"']?\s*=", content("pyproject.toml")):
        return told.format("pyproject.toml")
    if any(re.search(name + rb"\s*=", content(path)) for path in ("setup.py", "setup.cfg")):
        return told.format("setup.py")
    return None


def is_python(path):
    """`python3.13t` is one, too."""
    return os.path.basename(path).rstrip("t").rstrip("0123456789.") == "python"


def interpreter_of(path, program):
    """The interpreter of Python that runs a file, with its options; none for what is no Python."""
    with open(path, "rb") as file:
        first = file.readline(512)
    if not first.startswith(b"#!"):
        if first.isascii() and b"\0" not in first:
            fail(f"`{program}` cannot be executed", "its first line must name an interpreter, such as `#!/bin/sh`")
        return [path] if is_python(path) else None
    if first.endswith(b"\r\n"):
        fail(f"`{program}` cannot be executed: it has the line ends of Windows", "save it with those of Unix")
    words = first[2:].decode(errors="replace").split()
    interpreter = words.pop(0) if words else ""
    if os.path.basename(interpreter) == "env":
        words = [word for word in words if word != "-S" and "=" not in word]
        name = words.pop(0) if words else ""
        interpreter = which(name) or name
    if not os.access(interpreter, os.X_OK):
        fail(f"`{program}` cannot be executed: there is no `{interpreter}`, which its first line names", "add what has it, or change that line")
    return [interpreter, *words] if is_python(interpreter) else None
