"""Begins with what a command begins with, in the interpreter of its program: that may end in any way.

Argument: a list of the command, the arguments of its interpreter, what it imports to begin with, which are lists of a function and its
arguments, and the directory of commands that go nowhere else.
"""

import os
import sys

# It finds its own modules, and the command's are found as if it were not there.
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from cartwright_smoke.common import fail, has_first_path, line, parse

del sys.path[: 1 + has_first_path()]

# Where the functions are that are asked for; others are of `source`.
PLACES = {
    **dict.fromkeys(["application", "gunicorn", "settings", "fastapi", "celery"], "servers"),
    **dict.fromkeys(["manage", "checked"], "django_checks"),
}


def begin(command, arguments, starts, origin):
    sys.argv = arguments
    path = list(sys.path)
    try:
        for name, *rest in starts:
            place = __import__(f"cartwright_smoke.{PLACES.get(name, 'source')}", fromlist=[name])
            getattr(place, name)(*rest)
    except SystemExit as ended:
        if ended.code not in (None, 0):
            from cartwright_smoke.hints import VARIABLES

            fail(f"SystemExit: {ended.code}\n`{line(command)}` would not start", VARIABLES)
    except BaseException as error:
        # An application may have modules of the same names.
        sys.path[:] = path
        from cartwright_smoke.hints import tell

        tell(error, line(command), starts, origin)


try:
    begin(*parse(sys.argv[1]))
    sys.stdout.flush()
finally:
    # Whatever was started while modules were imported ends here.
    os._exit(0)
