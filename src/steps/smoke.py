"""Finds out whether a command would start, and runs no more of it than its imports.

Arguments: the command. `CARTWRIGHT_CHECKS` holds what to look at: a JSON list with a map for each program of the command: its
name (`program`), options of its interpreter (`options`), its arguments (`arguments`), what it imports to begin with (`starts`, each
a list of a function of `cartwright_smoke` and its arguments), a command that it has to find if it is a shell (`finds`), what to do
where it is missing (`help`), the directory that it starts in (`directory`), and a script that has to hand over to it (`script`).

What a program imports is imported by its own interpreter, in a process of its own: `cartwright_smoke/child.py`.

Official images have no bytecode of the standard library, so that every module of it that is imported is compiled each time.
When all is well, none is needed here but those that every interpreter starts with: the others are imported where something
has to be told.
"""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cartwright_smoke.common import LEFT_OUT, content, fail, line, parse, which
from cartwright_smoke.programs import absent, find, interpreter_of, is_python

CHILD = os.path.join(sys.path[0], "cartwright_smoke", "child.py")
# Where commands start that go nowhere else.
ORIGIN = os.getcwd()
# What is still busy after so many seconds has started.
PATIENCE = 60
# A script of a shell whose arguments are a program, and what may change how that starts.
HANDS_OVER = rb"(?m)^\s*exec \"?\$@\"?\s*$"
PREPARES = rb"(?m)\b(cd|pushd|export|source|eval|allexport)\b|\bset -\w*a|^\s*\. |(?<![\d&])>(?!&|\s*/dev/)"
# Commands that Django and what it comes with bring.
DJANGO = (
    *("changepassword", "check", "clearsessions", "collectstatic", "compilemessages", "createcachetable", "createsuperuser", "dbshell"),
    *("diffsettings", "dumpdata", "findstatic", "flush", "inspectdb", "loaddata", "makemessages", "makemigrations", "migrate"),
    *("optimizemigration", "remove_stale_contenttypes", "runserver", "sendtestemail", "shell", "showmigrations", "sqlflush", "sqlmigrate"),
    *("sqlsequencereset", "squashmigrations", "startapp", "startproject", "test", "testserver"),
)


def check(command, directory, **told):
    """In the directory that a line for a shell goes to. One that is not here, a volume may bring."""
    if not directory:
        begin(command, **told)
    elif os.path.isdir(directory):
        os.chdir(directory)
        begin(command, **told)
        os.chdir(ORIGIN)
    elif not directory.startswith("/"):
        fail(f"there is no directory `{directory}` in {ORIGIN}", LEFT_OUT)


def begin(command, program, options, arguments, starts, finds, help, script):
    if script and not hands_over(script):
        return
    path = find(program, help)
    # Builtins and keywords are the shell's own.
    if finds and run([path, "-c", 'command -v "$1" >/dev/null', path, finds]):
        absent(finds, help)
    interpreter = interpreter_of(path, program)
    if not interpreter:
        ends_in(content(path))
        return
    if not is_python(path):
        arguments = [path, *arguments]
    manage = managed(path, starts)
    if manage:
        starts = [["checked", manage]]
    elif not is_python(path):
        starts = [["script", path], *starts]
    argv = [*interpreter, *options, CHILD, repr([command, arguments, starts, ORIGIN])]
    status = run(argv)
    if status is None:
        print(f"busy after {PATIENCE} seconds: it has started")
    elif os.WIFSIGNALED(status):
        ended = f"its imports end with signal {os.WTERMSIG(status)}"
        fail(f"`{line(command)}` would not start: {ended}", "a compiled module fits neither this machine nor the libraries here")
    elif status:
        sys.exit(os.WEXITSTATUS(status))
    elif manage:
        look_up(command, [*interpreter, *options], manage, arguments)


def look_up(command, interpreter, manage, arguments):
    """Has Django look for a command that it does not bring itself."""
    name = (*arguments[1:], "-")[0]
    if name.startswith("-") or name in DJANGO:
        return
    place = manage.index("check")
    if run([*interpreter, *manage[:place], "help", name, *manage[place + 1 :]], silent=True):
        fail(f"`{line(command)}` would not start")


def hands_over(script):
    """Whether a script starts what its arguments say, as it is."""
    import re

    text = content(which(script) or script)
    return re.search(HANDS_OVER, text) and not re.search(PREPARES, text)


def ends_in(script):
    """Looks for the program that a script of a shell becomes at its end, if its name is plain, and looked for where it always is."""
    last = (script.rstrip().splitlines() or [b""])[-1].split()
    if script.startswith(b"#!") and last[:1] == [b"exec"] and len(last) > 1 and b"PATH" not in script:
        program = last[1].decode(errors="replace")
        if not set(program) & set("-$\"'`|;&<>(){}*?\\="):
            find(program, None)


def run(argv, silent=False):
    """How it ended, as `os.waitpid` tells it; nothing if it is still busy."""
    actions = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)] if silent else []
    process = os.posix_spawn(argv[0], argv, os.environ, file_actions=actions)
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.002)
    os.kill(process, 9)
    os.waitpid(process, 0)
    return None


def managed(path, starts):
    """What Django gets to check a project; none for other programs."""
    kind, *rest = starts[0] if starts else [None]
    if kind != "manage":
        return None
    words = list(rest[0])
    if not is_python(path):
        words[0] = path
    if words[0] == "-m" or os.path.basename(words[0]) == "django-admin":
        return words
    return words if b"execute_from_command_line" in content(words[0]) else None


for told in parse(os.environ.pop("CARTWRIGHT_CHECKS")):
    check(sys.argv[1:], **told)
