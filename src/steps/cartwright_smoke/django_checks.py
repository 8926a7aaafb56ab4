"""Projects of Django: its own checks."""

import builtins
import os
import sys

from .common import content, has_first_path
from .source import script


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
