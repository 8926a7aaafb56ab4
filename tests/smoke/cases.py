"""Has the step look at commands of a made-up application, and tells what it said about each."""

import json
import os
import subprocess
import sys

STEP = os.path.abspath("smoke.py")
PYTHON = sys.executable
SCRIPT = f"#!{PYTHON}\nimport sys\nfrom servers import main\nif __name__ == '__main__':\n    sys.exit(main())\n"
RUN = "raise SystemError('it ran')\n"
FILES = {
    "app.py": f"class App: pass\napp = App()\napp.inner = App()\ndef create(): {RUN}",
    "servers.py": f"def main(): {RUN}",
    "cli.py": f"import click\n@click.group()\n@click.option('--level', type=int)\ndef tool(level): {RUN}@tool.command()\n@click.option('--port', callback=print)\n@click.option('--log-config', type=click.Path(exists=True))\n@click.argument('path', type=click.Path(exists=True))\ndef serve(port, log_config, path): {RUN}",
    "package/__init__.py": "",
    "package/__main__.py": "from .work import work\nwork()\n",
    "package/work.py": f"def work(): {RUN}",
    "src/deep/__init__.py": "from .web import web\nwork = 1\n",
    "src/deep/web.py": "from fastapi import FastAPI\nweb = FastAPI()\n",
    "gunicorn/__init__.py": "",
    "gunicorn/config.py": "import argparse\nclass Config:\n    def parser(self):\n        parser = argparse.ArgumentParser('server')\n        parser.add_argument('-k', dest='worker_class')\n        parser.add_argument('-c', dest='config')\n        parser.add_argument('app', nargs='?')\n        return parser\n",
    "gunicorn/workers/__init__.py": "SUPPORTED_WORKERS = {'sync': 'gunicorn.workers.sync.SyncWorker', 'gevent': 'gunicorn.workers.ggevent.GeventWorker'}\n",
    "gunicorn/workers/sync.py": "",
    "gunicorn/workers/ggevent.py": "raise RuntimeError('gevent worker requires gevent 24.10.1 or higher')\n",
    "fastapi.py": "class FastAPI: pass\n",
    "src/deep/api.py": "from . import more\napp = 1\n",
    "src/deep/more.py": "",
    "parts/api/api/__init__.py": "",
    "parts/api/api/main.py": "app = 1\n",
    # Programs.
    "needs.py": "# /// script\n# dependencies = ['absent']\n# ///\nimport absent\n",
    "unguarded.py": f"import app\n{RUN}",
    "guarded.py": "import app\nif __name__ == '__main__':\n    import absent\n    absent.run()\n",
    "prepared.py": "import sys\nsys.path.insert(0, 'lib')\nimport absent\n",
    "tried.py": "try:\n    import absent\nexcept ImportError:\n    absent = None\nimport app\n",
    "set.py": "import os\nos.environ['KEY'] = 'x'\nimport key\n",
    "broken.py": "def f(:\n",
    "pyproject.toml": "[project.scripts]\nown = 'app:create'\n",
    "setup.py": "setup(entry_points={'console_scripts': ['older = app:create']})\n",
    # Modules.
    "other/django/core/checks.py": "def run_checks(databases=None):\n    import app\n    print('asks', databases)\n",
    "other/django/core/management.py": "from . import checks\ndef execute_from_command_line(): checks.run_checks()\n",
    "lib/site-packages/newer.py": "",
    "lib/site-packages/asking/__init__.py": "from newer import dropped\n",
    "misfit.py": "import sys\nsys.path.append('lib/site-packages')\nimport asking\n",
    "key.py": "import os\nos.environ['KEY']\n",
    "service.py": "import socket\nsocket.create_connection(('127.0.0.1', 9), 1)\n",
    "library.py": "raise ImportError('libpq.so.5: cannot open shared object file')\n",
    "musl.py": "raise ImportError('Error loading shared library libpq.so.5: No such file or directory (needed by /opt/venv/a.so)')\n",
    "byname.py": "raise OSError(\"cannot load library 'libgobject-2.0-0': libgobject-2.0-0: cannot open shared object file\")\n",
    "unnamed.py": "raise ImportError('failed to find libmagic.  Check your installation')\n",
    "rare.py": "raise OSError('librare.so.1: cannot open shared object file: No such file or directory')\n",
    "driver.py": "raise ImportError('libcuda.so.1: cannot open shared object file')\n",
    "dropped.py": "import audioop\n",
    "names.py": "from app import creat\n",
    "reads.py": "open('settings.toml')\n",
    "conf/web.py": "bind = '0.0.0.0:80'\nwsgi_app = 'app:absent'\n",
    "conf/imports.py": "from os import path\nimport absent\nbind = '0.0.0.0:80'\n",
    "conf/computed.py": "wsgi_app = 'app:' + 'app'\n",
    "writes.py": "open('/etc/app.conf', 'w')\n",
    "exits.py": "raise SystemExit('no configuration')\n",
    "crashes.py": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n",
    "threads.py": "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\napp = 1\n",
    "waits.py": "import time\ntime.sleep(1000)\n",
}
PROGRAMS = {
    "bin/server": SCRIPT,
    "run.sh": "#!/bin/sh\n",
    "bin/tool": SCRIPT.replace("main()", "tool()").replace("import main", "import tool").replace("servers", "cli"),
    "bin/stale": SCRIPT.replace("servers", "absent"),
    "start.sh": "#!/bin/sh\nexec \"$@\"\n",
    "waits.sh": "#!/bin/sh\nset -e\nuntil test -f app.py 2>/dev/null; do sleep 1; done\npython manage.py migrate >&2\nexec $@\n",
    "moves.sh": "#!/bin/sh\ncd src\nexec \"$@\"\n",
    "makes.sh": "#!/bin/sh\necho > absent.py\nexec \"$@\"\n",
    "starts.sh": "#!/bin/sh\nexec gunicorn \"$@\"\n",
    "ends.sh": "#!/bin/sh\nset -e\nexec /usr/bin/server app:app -b 0.0.0.0:$PORT\n",
    "ends_well.sh": "#!/bin/sh\nexec server app:app\n",
    "ends_anywhere.sh": "#!/bin/sh\nPATH=/x:$PATH\nexec elsewhere\n",
    "ends_inside.sh": "#!/bin/sh\nif false; then\n  exec elsewhere\nfi\n",
    "plain.sh": "exec \"$@\"\n",
    "windows.sh": "#!/bin/sh\r\nexec\r\n",
    "other.sh": "#!/usr/bin/env ruby\n",
}


def write(path, text, mode):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", newline="", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(text)


def look(line, *starts, finds=None, help=None, script=None, directory=None):
    program, *arguments = line.split()
    checks = [{"program": program, "options": [], "arguments": arguments, "starts": starts, "finds": finds, "help": help, "directory": directory, "script": script}]
    search = os.pathsep.join([os.path.abspath("bin"), os.environ["PATH"]])
    variables = {**os.environ, "CARTWRIGHT_CHECKS": json.dumps(checks), "PATH": search, "PYTHONFAULTHANDLER": ""}
    argv = [PYTHON, "-IB", STEP, program, *arguments]
    ended = subprocess.run(argv, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print("|", line, f"in {directory} ->" if directory else "->", ended.returncode)
    for text in ended.stdout.splitlines():
        if "turns this check off" not in text and not text.startswith(" "):
            print("|  ", text.replace(search, "PATH"))


def serves(module, attribute="app", *paths):
    look(f"server {module}:{attribute}", ["application", module, attribute, ".", paths])


for path, text in FILES.items():
    write(path, text, 0o644)
for path, text in PROGRAMS.items():
    write(path, text, 0o755)
write("plain.txt", "", 0o644)
with open("smoke.py") as step:
    quick = step.read().replace("PATIENCE = 60", "PATIENCE = 2")
with open("smoke.py", "w") as step:
    step.write(quick)

serves("app")
serves("app", "app.inner")
serves("app", "ap")
serves("ap")
serves("musk")
serves("packages.work")
serves("src.deep.mor")
serves("deep.api", "app", "src")
serves("deep.api")
serves("api.main")
for directory in ("parts/api", "parts", "prats/api", "/volume"):
    look("server api.main:app", ["application", "api.main", "app", ".", []], directory=directory)
for module in ("key", "service", "library", "musl", "byname", "unnamed", "rare", "driver", "dropped", "names", "misfit", "reads", "writes", "exits", "crashes", "threads", "waits"):
    serves(module, "app")
look("server", ["gunicorn", "app", "application", ".", [], "none"])
look("server", ["gunicorn", "app", "app", ".", [], "none"])
look("server app:create", ["gunicorn", "app", "create", ".", [], "none"])
look("server app:create()", ["gunicorn", "app", "create", ".", [], "none"])
for options in ("-c conf/web.py", "-c conf/imports.py", "-c conf/wbe.py", "-c absent.py -w $WORKERS", "-k sync", "-k gevent", "-k absent.workers.Worker", "-k package.work.Worker", "--worker 2"):
    look(f"server app:app {options}", ["gunicorn", "app", "app", ".", [], "none"])
for config in ("conf/web.py", "conf/computed.py", "none"):
    look(f"server -c {config}", ["settings", config])
look("server", ["settings", "none"])
for path, name in (
    ("src/deep/api.py", None),
    ("src/deep/web.py", None),
    ("src/deep", "web"),
    ("src/deep/__init__.py", "work"),
    ("app", None),
    ("src.deep.web:web", None),
    ("absent", None),
    (None, None),
):
    look(f"server {path} {name}", ["fastapi", path, name])
for program in ("stale", "absent", "own", "older", "./absent", "./start.sh", "./plain.sh", "./windows.sh", "./other.sh", "./plain.txt", "run.sh"):
    look(f"{program} x")
for arguments in ("", "absent", "srve --port 80", "$COMMAND", "serve --port 80 /mounted", "--level 2 serve /mounted", "--levle 2 serve", "serve --prot 80", "serve --port", "serve --log-config app.py", "serve --log-config log.yml", "serve --log-config data/log.yml"):
    look(f"tool {arguments}".rstrip())
for program in ("needs", "unguarded", "guarded", "prepared", "tried", "set", "broken", "absent", "gaurded"):
    look(f"python {program}.py", ["script", f"{program}.py"])
for module in ("package", "deep", "app", "package.work", "absent"):
    look(f"python -m {module}", ["main", module])
for script in ("start", "waits", "moves", "makes", "starts", "absent"):
    print("| after", script)
    look("python absent.py", ["script", "absent.py"], script=f"./{script}.sh")
for script in ("ends", "ends_well", "ends_anywhere", "ends_inside"):
    look(f"./{script}.sh")
look("python -c ...", ["code", f"import app; {RUN}"])
look("python manage.py", ["manage", ["unguarded.py", "check"]])
os.environ["PYTHONPATH"] = os.path.abspath("other")
look("python django check", ["manage", ["-m", "django", "check"]])
del os.environ["PYTHONPATH"]
look("serve app:app")
look("absent -f", help="ask without it")
for command in ("server", "test", "if", "absent"):
    look(f"/bin/sh -c {command}", finds=command, help="ask without it")
look("/bin/none -c x", finds="x", help="ask without it")
# `workdir: /app/nest`, with a directory of that name.
write("nest/nest/inside.py", "", 0o644)
os.symlink("../bin", "nest/bin")
os.environ["PYTHONPATH"] = os.getcwd()
os.chdir("nest")
serves("inside")
