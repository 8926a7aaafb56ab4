"""Talks to a project's build backend (PEP 517, PEP 518, PEP 660).

    backend.py list PROJECT OUT [NEED...]                       writes what the project says that its build needs, and the rest
    backend.py ask KIND PROJECT OUT ENVIRONMENT NAME [NEED...]  the same, and what the backend asks for beside it
    backend.py build KIND PROJECT OUT ENVIRONMENT NAME          writes a wheel

KIND is `wheel`, or `editable` for one that refers to the project where it is (PEP 660). `CARTWRIGHT_PYTHONS` are versions of Python
that there are wheels for. The backend runs in the environment, in a process of its own; when it fails, the last lines say what may help.
"""

import importlib.util
import inspect
import json
import os
import subprocess
import sys

LEGACY = {"requires": ["setuptools>=40.8.0"], "build-backend": "setuptools.build_meta:__legacy__"}

# What gives setuptools a list of files from version control.
FINDERS = ("setuptools_scm", "setuptools_git")


def build_system(project):
    try:
        with open(os.path.join(project, "pyproject.toml"), "rb") as manifest:
            found = toml().load(manifest).get("build-system")
    except FileNotFoundError:
        found = None
    return {**LEGACY, **found} if found else LEGACY


def toml():
    try:
        return importlib.import_module("tomllib")
    except ImportError:
        return importlib.import_module("pip._vendor.tomli")


def write_list(requirements, out):
    """A requirement is a line: none may hold two, or pass for an option of the installer."""
    lines = [" ".join(requirement.split()) for requirement in dict.fromkeys(requirements)]
    options = [line for line in lines if line.startswith("-")]
    if options:
        sys.exit(f"not a requirement: {options[0]}")
    with open(os.path.join(out, "requirements.txt"), "w", encoding="utf-8") as written:
        written.writelines(f"{line}\n" for line in lines)


def run_hook(hook, project, out, environment, name):
    """The hook's answer. It has the environment's programs, and the project as its directory."""
    if not os.path.isdir(project):
        sys.exit(f"{name} cannot be built: `{project.split('/source/')[-1]}` is not here.\nhelp: see what the ignore file, `exclude` and `include` leave out")
    system = build_system(project)
    search = os.pathsep.join([f"{environment}/bin", os.environ.get("PATH", os.defpath)])
    variables = {**os.environ, "PATH": search, "VIRTUAL_ENV": environment}
    answer = "/tmp/cartwright-answer.json"
    call = json.dumps([hook, system["build-backend"], system.get("backend-path", []), out, answer])
    argv = [f"{environment}/bin/python", "-I", os.path.abspath(__file__), "hook", call]
    output = []
    with subprocess.Popen(argv, cwd=project, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as backend:
        for line in backend.stdout:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
            output.append(line.decode(errors="replace"))
    if backend.returncode:
        # Here alone: builds that go well, and what they run, have no use for it.
        sys.path.append(os.path.dirname(os.path.abspath(__file__)))
        hints = importlib.import_module("cartwright_build.hints").hints
        helps = "".join(f"\nhelp: {text}" for text in hints("".join(output), name, os.environ.get("CARTWRIGHT_PYTHONS"), project))
        print(f"{name} cannot be built.{helps}", flush=True)
        sys.exit(1)
    with open(answer, encoding="utf-8") as read:
        return json.load(read)


def tell_files():
    """Has setuptools find files as if version control told them: what is sent without it is what it would have told."""
    folder = "/tmp/cartwright-files"
    os.makedirs(f"{folder}/cartwright_files-0.dist-info", exist_ok=True)
    for name, text in {
        "cartwright_files.py": inspect.getsource(find_files) + "import os\n",
        "cartwright_files-0.dist-info/METADATA": "Metadata-Version: 2.1\nName: cartwright-files\nVersion: 0\n",
        "cartwright_files-0.dist-info/entry_points.txt": "[setuptools.file_finders]\nsent = cartwright_files:find_files\n",
    }.items():
        with open(f"{folder}/{name}", "w", encoding="utf-8") as written:
            written.write(text)
    sys.path.append(folder)


def find_files(folder):
    for directory, directories, files in os.walk(folder or "."):
        if os.path.exists(os.path.join(directory, "pyproject.toml")):
            directories[:] = [name for name in directories if name != "build"]
        directories[:] = [name for name in directories if name != "__pycache__" and not name.endswith(".egg-info")]
        yield from (os.path.normpath(os.path.join(directory, name)) for name in files)


def call_hook(hook, backend, paths, out, answer):
    """In the backend's own process."""
    sys.path[:0] = [os.path.abspath(path) for path in paths]
    module, _, path = backend.partition(":")
    if not os.path.exists("PKG-INFO") and any(map(importlib.util.find_spec, FINDERS)):
        tell_files()
    found = importlib.import_module(module)
    for attribute in filter(None, path.split(".")):
        found = getattr(found, attribute)
    if hook.startswith("build_"):
        result = getattr(found, hook)(out)
    else:
        result = getattr(found, hook, lambda: [])()
    with open(answer, "w", encoding="utf-8") as written:
        json.dump(result, written)


command, arguments = sys.argv[1], sys.argv[2:]
if command == "list":
    project, out, *needs = arguments
    write_list(build_system(project)["requires"] + needs, out)
elif command == "ask":
    kind, project, out, environment, name, *needs = arguments
    asked = run_hook(f"get_requires_for_build_{kind}", project, out, environment, name)
    write_list(build_system(project)["requires"] + asked + needs, out)
elif command == "build":
    run_hook(f"build_{arguments[0]}", *arguments[1:])
else:
    call_hook(*json.loads(arguments[0]))
