"""Finds out whether a command would start, and runs no more of it than its imports.

Arguments: the command. `CARTWRIGHT_CHECKS` holds what to look at: a JSON list with a map for each program of the command: its
name (`program`), options of its interpreter (`options`), its arguments (`arguments`), what it imports to begin with (`starts`, each
a list of a function below and its arguments), a command that it has to find if it is a shell (`finds`), what to do where it
is missing (`help`), and a script that has to hand over to it (`script`).

What a program imports is imported by its own interpreter, in a process of its own: that may end in any way.

Official images have no bytecode of the standard library, so that every module of it that is imported is compiled each time.
When all is well, none is needed here but those that every interpreter starts with: the others are imported where something
has to be told.
"""

import _ast
import builtins
import os
import sys
import time

# What is still busy after so many seconds has started.
PATIENCE = 60

OFF = "`smoke: false` turns this check off"
VARIABLES = "if it needs variables: `smoke: {env: {NAME: value}}` gives them to this check alone, `env` to every container"
LEFT_OUT = "see what `exclude`, `include` and the ignore file leave out, and what never ships: `dist`, `build`, `env` and more"
# They run a program in an environment that they manage.
MANAGERS = ("uv", "poetry", "pdm", "pipenv", "hatch", "rye")
# Hints about packages are for one of the two.
IS_DEBIAN = not os.path.exists("/etc/alpine-release")
PACKAGE, RUN = ("Debian package", "apt.run") if IS_DEBIAN else ("package", "apk.run")
# What many packages load by its name while they are imported: there is no network here to ask which package has it. Debian 12 has
# packages of these names; Debian 13 has them, or others that provide them.
LIBRARIES = {
    "gobject-2|pango(?:ft2)?-1|harfbuzz-subset": "`libpangoft2-1.0-0` and `libharfbuzz-subset0`",
    "libgthread-2|libglib-2": "`libglib2.0-0`",
    "libmagic": "`libmagic1`",
    "libxcb": "`libxcb1`",
    "cairo-2|libcairo": "`libcairo2`",
    r"libGL\.so": "`libgl1`",
    "sndfile library|libsndfile": "`libsndfile1`",
    "PortAudio library": "`libportaudio2`",
    "libvips": "`libvips42`",
    "zbar shared library|libzbar": "`libzbar0`",
}
# What Python had before 3.12 or 3.13, and packages that bring it back.
REMOVED = {
    "audioop": "`audioop-lts`",
    "cgi|cgitb": "`legacy-cgi`",
    "distutils": "`setuptools`",
    "aifc|asynchat|asyncore|chunk|crypt|imghdr|imp|mailcap|nntplib|pipes|smtpd|sndhdr|sunau|telnetlib|uu|xdrlib": "a newer version of what imports it",
}
# What the last line of an error tells, in the order of what is worth more.
HINTS = [
    *((rf"ModuleNotFoundError: No module named '({names})[.']", rf"Python {sys.version_info[0]}.{sys.version_info[1]} has no `\1` any more: add {package} to `dependencies`, or write an older version as `python`") for names, package in REMOVED.items()),
    (r"ModuleNotFoundError", f"add the package that has this module to `dependencies`; if it is the application's own, {LEFT_OUT}"),
    # As musl says it. A package of Alpine can be asked for by a library that it has.
    (r"(?:ImportError|OSError): Error loading shared library (\S+\.so\S*): ", r"add `so:\1` to `apk.run`"),
    *((f"(?:ImportError|OSError): .*(?:{name})", f"add {package} to `apt.run`") for name, package in LIBRARIES.items() if IS_DEBIAN),
    (r"ImportError: cannot import name '(\w+)' from '([\w.]+)'", r"see how `\2` calls it: code, `[project.scripts]` and the version that is installed have to agree"),
    (r"(?:ImportError|OSError): (\S+): cannot open shared object", rf"add the {PACKAGE} that has `\1` to `{RUN}`"),
    (r"OSError: cannot load library '([^']+)'", rf"add the {PACKAGE} that has `\1` to `{RUN}`"),
    (r"RuntimeError: \w+ worker requires (\w+)", r"add `\1` to `dependencies`"),
    (r"FileNotFoundError", f"if it is the application's own file, {LEFT_OUT}; what a volume would bring is not here"),
    (r"PermissionError|OSError: \[Errno 30\]|.*unable to open database file", "in the container, only /tmp, the user's home and `writable` directories can be written to: `writable: [/data]`"),
    (r"(?i).*(connection|connect to|host name|name resolution|resolve host|getaddrinfo|unreachable)", "there are no network and no other services here: connect when the program has started, not while it is imported"),
    (r"SyntaxError", "see whether `python` is the version that the code is written for"),
    (r"", VARIABLES),
]
# They come with the machine, and not with the image.
DRIVERS = r"ImportError: lib(cuda|nvcuvid|nvidia-[\w-]+)\.so"
# Servers may go elsewhere.
START = os.getcwd()
# A program that says how modules are found is the only one that finds them.
SEARCH = ("sys.path", "sys.modules", "sys.meta_path", "addsitedir", "importlib")
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
# Settings of gunicorn that change what is imported, or how.
MOVES = ("chdir", "pythonpath", "raw_env", "paste", "--env")


def parse(text):
    """What serde_json and `repr` write of texts, lists and maps is an expression of Python, but for one name."""
    return eval(text, {"__builtins__": {}, "null": None})


def line(command):
    import shlex

    return shlex.join(command)


def fail(what, *helps):
    print(what, *(f"help: {text}" for text in (*helps, OFF)), sep="\n", file=sys.__stderr__, flush=True)
    os._exit(1)


# In our own process: which file is started, and by what.


def check(command, program, options, arguments, starts, finds, help, script):
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
    argv = [*interpreter, *options, os.path.abspath(__file__), repr([command, arguments, starts])]
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


def nearest(path):
    """A file beside it of nearly its name, if there is one."""
    import difflib

    folder, name = os.path.split(path)
    there = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
    near = difflib.get_close_matches(name, there, 1, 0.85)
    return os.path.join(folder, near[0]) if near else None


def no_file(path):
    near = nearest(path)
    return f"there is no file `{path}`" + (f": did you mean `{near}`?" if near else "")


def absent_file(path):
    return Missing(no_file(path)) if nearest(path) else Missing(no_file(path), LEFT_OUT)


def absent(program, help):
    helps = help or own_script(program) or "add the package that has it to `dependencies` or `apt.run`, on Alpine `apk.run`"
    fail(f"there is no program `{program}` in {os.environ.get('PATH')}", helps)


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


def which(program):
    folders = [""] if "/" in program else os.get_exec_path()
    paths = (os.path.join(folder, program) for folder in folders)
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), None)


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


# In the program's interpreter: what it imports.


class Missing(Exception):
    """Something that is not there, in words: what, and what to do."""


def begin(command, arguments, starts):
    sys.argv = arguments
    if has_first_path():
        del sys.path[0]
    path = list(sys.path)
    try:
        for function, *rest in starts:
            FUNCTIONS[function](*rest)
    except SystemExit as ended:
        if ended.code not in (None, 0):
            fail(f"SystemExit: {ended.code}\n`{line(command)}` would not start", VARIABLES)
    except BaseException as error:
        # An application may have modules of the same names.
        sys.path[:] = path
        tell(error, line(command))


def has_first_path():
    return not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated


def tell(error, command):
    import re
    import traceback

    place = error.__traceback__
    while place and place.tb_frame.f_code.co_filename == __file__:
        place = place.tb_next
    if isinstance(error, Missing):
        what, *helps = error.args
        fail(f"{what}\n`{command}` would not start", *helps)
    traceback.print_exception(type(error), error, place)
    last = traceback.format_exception_only(type(error), error)[-1]
    if re.match(DRIVERS, last):
        print("it comes with the machine that the container will run on: nothing is wrong")
        return
    hint = misfit(error) or twice(error) or in_src(error) or in_script(error) or next(found.expand(text) for found, text in ((re.match(pattern, last), text) for pattern, text in HINTS) if found)
    fail(f"`{command}` would not start", *similar(error), hint)


def similar(error):
    """What to say of a missing module that is nearly named like one of the application's."""
    import difflib

    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return
    *packages, name = error.name.split(".")
    folder = os.path.join(START, *packages)
    there = os.scandir(folder) if os.path.isdir(folder) else []
    modules = {os.path.splitext(entry.name)[0] for entry in there if entry.is_dir() or entry.name.endswith(".py")}
    if name in modules and not packages:
        yield f"`{name}` is in {START}, where nothing looks for it if the project is installed: `env: {{PYTHONPATH: {START}}}`"
        return
    for near in difflib.get_close_matches(name, sorted(modules - {name}), 1, 0.75):
        yield f"did you mean `{'.'.join([*packages, near])}`, which is the application's own?"


def misfit(error):
    """What to do for two installed packages of which one misses something in the other."""
    import traceback

    if type(error) is not ImportError or not error.path:
        return None
    *_, frame = traceback.extract_tb(error.__traceback__)
    asks, lacks = distribution(frame.filename), distribution(error.path)
    if not asks or not lacks or asks == lacks:
        return None
    return f"the versions of `{asks}` and `{lacks}` do not fit each other: take a newer `{asks}`, or an older `{lacks}`"


def distribution(path):
    """The package of the environment that a file belongs to, by its folder; none for other files."""
    _, found, rest = path.rpartition("-packages/")
    return found and os.path.splitext(rest.split("/")[0])[0]


def twice(error):
    """What to do for a module of a package that is installed, and is found among the application's files before."""
    name = isinstance(error, ImportError) and error.name and error.name.split(".")[0]
    folders = (path for path in sys.path if path.endswith("-packages"))
    if not name or not os.path.isdir(os.path.join(START, name)) or not any(os.path.isdir(os.path.join(folder, name)) for folder in folders):
        return None
    return f"`{name}` is installed, and what is in {START} is found first: list what ships beside it, such as `include: [manage.py, conf]`"


def in_src(error):
    """What to do for a module that is below `src`, where nothing looks for it unless the project is installed."""
    name = isinstance(error, ModuleNotFoundError) and error.name and error.name.split(".")[0]
    folder = os.path.join(START, "src")
    if not name or not any(map(os.path.exists, (f"{folder}/{name}", f"{folder}/{name}.py"))):
        return None
    return f"`{name}` is in `src`: give `pyproject.toml` a `[build-system]`, so that the project is installed, or set `env: {{PYTHONPATH: {folder}}}`"


def in_script(error):
    """What to do for a module if the program is a script that says what it needs (PEP 723)."""
    path = sys.argv[0]
    if isinstance(error, ModuleNotFoundError) and b"\n# /// script" in b"\n" + content(path):
        return f"`{path}` says what it needs, and `dependencies: {path}` installs that and nothing else: add it to the other dependencies, or build this program by a spec of its own"
    return None


def script(path):
    if not os.path.exists(path):
        raise absent_file(path)
    folder, file = os.path.dirname(os.path.realpath(path)), path
    if os.path.isdir(path):
        folder, file = path, os.path.join(path, "__main__.py")
    if has_first_path():
        sys.path.insert(0, folder)
    with open(file, "rb") as opened:
        source = opened.read()
    # Neither archives nor bytecode.
    if b"\0" not in source:
        program(source, file)


def main(module):
    import importlib.util

    if has_first_path():
        sys.path.insert(0, os.getcwd())
    spec = importlib.util.find_spec(module)
    if spec and spec.submodule_search_locations is not None:
        __import__(module)
        spec = importlib.util.find_spec(f"{module}.__main__")
        if not spec:
            raise Missing(f"the package `{module}` is no program: it has no module `__main__`")
    if not spec:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)
    source = getattr(spec.loader, "get_source", lambda name: None)(spec.name)
    if source:
        program(source, spec.origin, spec.parent)


def code(text):
    if has_first_path():
        sys.path.insert(0, "")
    program(text, "<string>")


def program(source, path, package=None):
    """Compiles all of a program, and imports what it imports before it does anything else: the rest is the program itself."""
    body = compile(source, path, "exec", _ast.PyCF_ONLY_AST, True).body
    compile(source, path, "exec", dont_inherit=True)
    names = {"__name__": "__main__", "__file__": path, "__package__": package, "__builtins__": builtins}
    while body and is_harmless(body[0]):
        statement = body.pop(0)
        if isinstance(statement, (_ast.Import, _ast.ImportFrom)):
            exec(compile(_ast.Module([statement], []), path, "exec"), names)
    options(names.get(called(body)), sys.argv[1:])
    text = source if isinstance(source, str) else source.decode(errors="replace")
    if any(word in text for word in SEARCH):
        return
    for number, module in later(body):
        if module not in sys.modules and not is_there(module):
            raise ModuleNotFoundError(f"No module named {module!r} ({path}, line {number})", name=module)


def called(body):
    """What a program calls by its name alone, before it calls anything else so."""
    calls = (node for statement in body for node in walk(statement) if isinstance(node, _ast.Call))
    return next((call.func.id for call in calls if isinstance(call.func, _ast.Name) and not call.args), None)


def options(command, words):
    """Whether a command of click knows its options. Its parser alone is asked, which converts and calls nothing."""
    core = sys.modules.get("click.core")
    while core and isinstance(command, core.Command) and is_plain(command):
        context = command.context_class(command, **command.context_settings)
        try:
            values, rest, _ = command.make_parser(context).parse_args(list(words))
        except sys.modules["click.exceptions"].UsageError as error:
            raise Missing(error.format_message()) from None
        for parameter in command.params:
            file = values.get(parameter.name)
            if "config" in parameter.name and getattr(parameter.type, "exists", False) and is_beside(file) and not os.path.exists(file):
                raise absent_file(file)
        word, *words = rest or [None]
        command = getattr(command, "commands", {}).get(word)


def is_beside(file):
    """Whether it names a file that no volume brings."""
    return isinstance(file, str) and "/" not in file and "$" not in file and "." in file


def is_plain(command):
    """Whether click itself reads its command line."""
    return all(getattr(type(command), name).__module__ == "click.core" for name in ("main", "make_context", "make_parser", "parse_args"))


def is_there(module):
    import importlib.util

    return importlib.util.find_spec(module)


def is_harmless(statement):
    """Whether what is imported afterwards cannot depend on it: it is no call, and changes nothing of another module."""
    if isinstance(statement, (_ast.Import, _ast.ImportFrom, _ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef, _ast.Pass)):
        return True
    inside = list(walk(statement))
    if any(isinstance(node, (_ast.Call, _ast.Await)) for node in inside):
        return False
    if any(isinstance(node, (_ast.Attribute, _ast.Subscript)) and not isinstance(node.ctx, _ast.Load) for node in inside):
        return False
    return isinstance(statement, (_ast.Expr, _ast.Assign, _ast.AnnAssign, _ast.If, _ast.Try))


def walk(node):
    """A node and all below it."""
    yield node
    for name in node._fields:
        value = getattr(node, name, None)
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, _ast.AST):
                yield from walk(part)


def later(body):
    """The line and the first name of each module that is imported whatever happens."""
    for statement in body:
        if isinstance(statement, _ast.If) and any(getattr(node, "value", None) == "__main__" for node in walk(statement.test)):
            yield from later(statement.body)
        elif isinstance(statement, _ast.Import):
            yield from ((statement.lineno, alias.name.split(".")[0]) for alias in statement.names)
        elif isinstance(statement, _ast.ImportFrom) and not statement.level:
            yield statement.lineno, statement.module.split(".")[0]


def application(module, attribute, folder, paths):
    """As servers do it: from the working directory, a module and something in it."""
    os.chdir(folder)
    sys.path[:0] = [*map(os.path.abspath, paths), os.getcwd()]
    within(module, attribute)


def within(module, attribute):
    """Something in a module; the module itself, without a name."""
    __import__(module)
    found = sys.modules[module]
    for name in attribute.split(".") if attribute else []:
        if not hasattr(found, name):
            import difflib

            near = difflib.get_close_matches(name, [known for known in vars(found) if not known.startswith("_")], 1)
            meant = f"; it has `{near[0]}`" if near else ""
            raise Missing(f"`{module}` has no `{attribute}`{meant}")
        found = getattr(found, name)
    return found


def content(path):
    """Nothing, if there is no file."""
    if not os.path.isfile(path):
        return b""
    with open(path, "rb") as opened:
        return opened.read()


def worker(config_file):
    """What gunicorn's options name beside the application; they are its own to read, where a shell has no variables to fill in."""
    if any("$" in word for word in sys.argv):
        return
    config, workers = (__import__(f"gunicorn.{name}", fromlist=[name]) for name in ("config", "workers"))
    try:
        options = config.Config().parser().parse_args(sys.argv[1:])
    except SystemExit as ended:
        if ended.code:
            raise Missing("gunicorn does not take these options") from None
        return
    file = options.config or config_file
    if os.path.isfile(file):
        program(content(file), file)
    elif options.config and ":" not in file:
        raise absent_file(file)
    name = options.worker_class or ""
    module = workers.SUPPORTED_WORKERS.get(name, name).rpartition(".")[0]
    if module and ":" not in module:
        __import__(module)


def gunicorn(module, attribute, folder, paths, config):
    worker(config)
    configured(module, attribute, folder, paths, config)


def configured(module, attribute, folder, paths, config):
    """Unless settings say where else to look."""
    settings = os.environ.get("GUNICORN_CMD_ARGS", "").encode() + content(config)
    if not any(word.encode() in settings for word in MOVES):
        application(module, attribute, folder, paths)


def settings(config):
    """gunicorn, whose command line names no application."""
    import re

    worker(config)
    found = re.search(rb"(?m)^wsgi_app\s*=\s*[\"']([\w.]+)(?::(\w+)(?:\(.*\))?)?[\"']\s*(?:#.*)?$", content(config))
    if found:
        module, attribute = (name and name.decode() for name in found.groups())
        configured(module, attribute or "application", ".", [], config)
    elif b"wsgi_app" not in content(config) and "GUNICORN_CMD_ARGS" not in os.environ:
        raise Missing(f"gunicorn is given no application: neither its command line nor `wsgi_app` in `{config}` names one")


def fastapi(path, attribute):
    """A module by its path, as fastapi-cli finds it: the folders above it that are packages are parts of its name."""
    if not path:
        if b"tool.fastapi" in content("pyproject.toml"):
            return
        path = next(filter(os.path.isfile, (f"{folder}{name}.py" for folder in ("", "app/") for name in ("main", "app", "api"))), None)
    if not path:
        raise Missing("there is none of the files that `fastapi` looks for, such as `main.py`: name one")
    if not os.path.exists(path):
        meant = path.split(":")[0].replace(".", "/") + ".py"
        raise Missing(f"there is no file `{path}`: did you mean `{meant}`?" if os.path.isfile(meant) else no_file(path))
    path = os.path.realpath(path)
    folder, name = os.path.split(os.path.dirname(path) if os.path.basename(path) == "__init__.py" else path)
    module = [os.path.splitext(name)[0]]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        module.insert(0, name)
    sys.path.insert(0, folder)
    module = ".".join(module)
    found = within(module, attribute)
    application = __import__("fastapi").FastAPI
    if not any(isinstance(value, application) for value in ([found] if attribute else vars(found).values())):
        raise Missing(f"`{attribute}` of `{module}` is no FastAPI application" if attribute else f"`{module}` has no FastAPI application")


def celery(name, folder):
    os.chdir(folder)
    sys.path.insert(0, os.getcwd())
    __import__("celery.app.utils")
    application = sys.modules["celery.app.utils"].find_app(name)
    words = [word for word in sys.argv if word != name]
    if not {"beat", "-B", "--beat"}.isdisjoint(words) and not any(word.startswith(("-s", "-S", "--schedule")) for word in words):
        beat(application.conf)


def beat(settings):
    """Unless it is told otherwise, it writes into the directory that it starts in."""
    file = settings.beat_schedule_filename
    if settings.beat_scheduler == "celery.beat:PersistentScheduler" and not os.path.dirname(file) and not os.access(".", os.W_OK):
        raise Missing(f"beat cannot write `{file}` into {os.getcwd()}: add `--schedule /tmp/{file}`, or a directory of `writable`")


def manage(words):
    """A file of Django's name, and not of its making."""
    script(words[0])


def checked(words):
    """Has Django check a project. Since 6.1 it would ask all databases, which are not here, unless it is told to ask none."""
    checks = __import__("django.core.checks", fromlist=["run_checks"])
    run_checks = checks.run_checks
    checks.run_checks = lambda *rest, **named: run_checks(*rest, **{**named, "databases": named.get("databases") or []})
    is_module = words[0] == "-m"
    sys.argv = words[1:] if is_module else words
    if has_first_path():
        sys.path.insert(0, os.getcwd() if is_module else os.path.dirname(os.path.realpath(words[0])))
    if is_module:
        __import__("django.core.management", fromlist=["execute_from_command_line"]).execute_from_command_line()
        return
    names = {"__name__": "__main__", "__file__": words[0], "__builtins__": builtins}
    exec(compile(content(words[0]), words[0], "exec", dont_inherit=True), names)


FUNCTIONS = {function.__name__: function for function in (script, main, code, application, gunicorn, settings, fastapi, celery, manage, checked)}

checks = os.environ.pop("CARTWRIGHT_CHECKS", None)
if checks is None:
    try:
        begin(*parse(sys.argv[1]))
        sys.stdout.flush()
    finally:
        # Whatever was started while modules were imported ends here.
        os._exit(0)
for told in parse(checks):
    check(sys.argv[1:], **told)
