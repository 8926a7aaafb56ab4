"""Servers: the application that they are told to serve."""

import os
import sys

from .common import Missing, absent_file, content, no_file
from .source import program

# Settings of gunicorn that change what is imported, or how.
MOVES = ("chdir", "pythonpath", "raw_env", "paste", "--env")


def application(module, attribute, folder, paths):
    """As servers do it: from the working directory, a module and something in it."""
    os.chdir(folder)
    sys.path[:0] = [*map(os.path.abspath, paths), os.getcwd()]
    return within(module, attribute)


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
        found = application(module, attribute, folder, paths)
        if f"{module}:{attribute}" in sys.argv and is_factory(found):
            raise Missing(f"`{attribute}` of `{module}` is no application, but a function that makes one: write `{module}:{attribute}()`")


def is_factory(found):
    """Whether it is a function that takes neither what WSGI gives an application, nor what ASGI gives one."""
    import inspect

    if not inspect.isfunction(found):
        return False
    takes = inspect.signature(found)
    for count in (2, 3):
        try:
            takes.bind(*range(count))
        except TypeError:
            continue
        return False
    return True


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
