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
        commands = getattr(command, "commands", {})
        if word and commands and word not in commands and "$" not in word and has_all(command, context):
            raise Missing(f"there is no command `{word}`{nearly(word, commands)}")
        command = commands.get(word)


def is_beside(file):
    """Whether it names a file that no volume brings."""
    return isinstance(file, str) and "/" not in file and "$" not in file and "." in file


def has_all(command, context):
    """Whether a group has no other commands than those that it lists, by their names."""
    return not context.token_normalize_func and all(getattr(type(command), name).__module__ == "click.core" for name in ("get_command", "resolve_command"))


def nearly(word, commands):
    import difflib

    near = difflib.get_close_matches(word, commands, 1)
    return f": did you mean `{near[0]}`?" if near else f" among {', '.join(f'`{name}`' for name in sorted(commands))}"


def is_plain(command):
    """Whether click itself reads its command line."""
    return all(getattr(type(command), name).__module__ == "click.core" for name in ("main", "make_context", "make_parser", "parse_args"))
