"""Programs: what they import before they do anything else."""

import _ast
import builtins
import os
import sys

from .click_options import options
from .common import Missing, absent_file, has_first_path

# A program that says how modules are found is the only one that finds them.
SEARCH = ("sys.path", "sys.modules", "sys.meta_path", "addsitedir", "importlib")


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
