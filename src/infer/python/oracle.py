"""Answers with Python's own parser: for each path on stdin, a JSON line with what the module does, or null."""

import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        front = dotted(node.value)
        return front and f"{front}.{node.attr}"
    return None


def is_main(node):
    if not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq) and len(node.ops) == 1):
        return False
    sides = {ast.dump(side) for side in (node.left, node.comparators[0])}
    return sides == {ast.dump(ast.parse(text, mode="eval").body) for text in ("__name__", "'__main__'")}


def function(node):
    arguments = node.args
    required = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    required += sum(default is None for default in arguments.kw_defaults)
    return [node.name, isinstance(node, ast.AsyncFunctionDef), required == 0]


def imports(node):
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.split(".")[0]
            yield [alias.asname, alias.name] if alias.asname else [top, top]
    else:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            dot = "" if module.endswith(".") else "."
            yield ["*", module] if alias.name == "*" else [alias.asname or alias.name, f"{module}{dot}{alias.name}"]


class Module:
    def __init__(self):
        self.found = {"imports": [], "assigned": [], "functions": [], "calls": [], "main": None}

    def walk(self, statements):
        for node in statements:
            self.statement(node)

    def statement(self, node):
        found = self.found
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found["imports"].extend(imports(node))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Call):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            called = dotted(node.value.func)
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            found["assigned"].extend([name, called, node.lineno] for name in names if called)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = dotted(node.value.func)
            found["calls"].extend([[called, node.lineno]] if called else [])
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found["functions"].append(function(node))
        elif not isinstance(node, ast.ClassDef):
            if isinstance(node, ast.If) and is_main(node.test) and found["main"] is None:
                found["main"] = node.lineno
            for part in ("body", "handlers", "cases"):
                for child in getattr(node, part, []):
                    self.walk(child.body) if part != "body" else self.statement(child)
            for part in ("orelse", "finalbody"):
                self.walk(getattr(node, part, []))


for line in sys.stdin:
    module = Module()
    try:
        with open(line.rstrip("\n"), "rb") as file:
            module.walk(ast.parse(file.read()).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        print("null", flush=True)
    else:
        print(json.dumps(module.found), flush=True)
