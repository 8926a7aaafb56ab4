"""Options of commands of click."""

import os
import sys

from .common import Missing, absent_file


def options(command, words):
    """Whether a command of click knows its options. Its parser alone is asked, which converts and calls nothing."""
    core = sys.modules.get("click.core")
    if core:
        # It warns of flaws in what a program declares.
        __import__("warnings").simplefilter("ignore")
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
