"""What to say of an error, and what to do."""

import difflib
import os
import re
import sys
import traceback

from .common import LEFT_OUT, START, Missing, content, fail

VARIABLES = "if it needs variables: `smoke: {env: {NAME: value}}` gives them to this check alone, `env` to every container"
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
# How far folders are searched, and how many of a level.
DEEPEST, MOST = 4, 500
# What tells servers to start in a folder.
DIRECTORIES = {"uvicorn": "--app-dir", "gunicorn": "--chdir", "celery": "--workdir"}
# They come with the machine, and not with the image.
DRIVERS = r"ImportError: lib(cuda|nvcuvid|nvidia-[\w-]+)\.so"


def tell(error, command, starts, origin):
    place = error.__traceback__
    while place and os.path.dirname(place.tb_frame.f_code.co_filename) == os.path.dirname(__file__):
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
    fail(f"`{command}` would not start", *similar(error), *in_folder(error, command, starts, origin), hint + found_before(hint))


def found_before(hint):
    """What was found without being asked for, which is looked for no more once packages are listed."""
    packages = os.environ.get("CARTWRIGHT_FOUND")
    return f"; packages are found for you only without `{RUN}`: list those, too: {packages}" if packages and f"`{RUN}`" in hint else ""


def similar(error):
    """What to say of a missing module that is nearly named like one of the application's."""
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


def missing(error):
    """The first name of a module that is not found, if that is what is wrong."""
    return isinstance(error, ModuleNotFoundError) and error.name and error.name.split(".")[0]


def has_module(folder, name):
    return any(map(os.path.exists, (f"{folder}/{name}", f"{folder}/{name}.py")))


def in_folder(error, command, starts, origin):
    """What to say of a missing module that is in a folder of the application, where nothing looks for it."""
    name = missing(error)
    asked = (rest[0] for _, *rest in starts if rest and isinstance(rest[0], str))
    wanted = next((module for module in asked if module.split(".")[0] == name), name)
    folder = name and next((folder for folder in folders() if has_module(os.path.join(START, folder), wanted.replace(".", "/"))), None)
    if folder:
        folder = os.path.relpath(os.path.join(START, folder), origin)
        option = next((f"`{option} {folder}` or " for program, option in DIRECTORIES.items() if program in command.split()[0]), "")
        moved = "; `workdir` is where its files go, and not that folder" if folder == os.path.basename(START) != "app" else ""
        yield f"if it is the application's own, which is in `{folder}`: start in there, {option}`sh -c 'cd {folder} && exec …'`{moved}"


def folders():
    """Those of the application that may hold its modules, from the uppermost. `src` itself has a hint of its own."""
    level = [""]
    for _ in range(DEEPEST):
        level = [path for folder in level for path in below(folder)][:MOST]
        yield from (folder for folder in level if folder != "src")


def below(folder):
    with os.scandir(os.path.join(START, folder)) as entries:
        names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."))
    return [os.path.join(folder, name) for name in names]


def misfit(error):
    """What to do for two installed packages of which one misses something in the other."""
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
    what = f"`{name}` is installed, and what is in {START} is found first"
    if START in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        return f"{what}: name it otherwise; or, if no program needs {START} to find modules, `env: {{PYTHONPATH: ''}}`"
    return f"{what}: list what ships beside it, such as `include: [manage.py, conf]`"


def in_src(error):
    """What to do for a module that is below `src`, where nothing looks for it unless the project is installed."""
    name = missing(error)
    folder = os.path.join(START, "src")
    if not name or not has_module(folder, name):
        return None
    return f"`{name}` is in `src`: give `pyproject.toml` a `[build-system]`, so that the project is installed, or set `env: {{PYTHONPATH: {folder}}}`"


def in_script(error):
    """What to do for a module if the program is a script that says what it needs (PEP 723)."""
    path = sys.argv[0]
    if isinstance(error, ModuleNotFoundError) and b"\n# /// script" in b"\n" + content(path):
        return f"`{path}` says what it needs, and `dependencies: {path}` installs that and nothing else: add it to the other dependencies, or build this program by a spec of its own"
    return None
