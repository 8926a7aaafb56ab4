"""What would help a build that failed, as its output tells."""

import glob
import os
import re
import shutil

from .debian import BRINGS, BUILT_WITH

ON_ALPINE = os.path.exists("/etc/alpine-release")
KEY = "apk.build" if ON_ALPINE else "apt.build"
# How builds call what they look for, and what is told of it where no package is known.
PROGRAMS = r"\w+[-_]config|autoconf|autoreconf|bison|cmake|flex|libtoolize|make|pkg-config|pkgconf|protoc|swig"
PROGRAM = "the program is missing: add the Debian package that has it to `apt.build`"
VERSION = "its version comes from version control, which is not there: `dependencies: {build-env: {NAME: {SETUPTOOLS_SCM_PRETEND_VERSION: VERSION}}}`"
NO_PKG_CONFIG = r"(?i)pkg-config[^\n]*(not found|not installed|no such file)|unable to invoke pkg-config"
MODULE = "its headers are missing: add the Debian package that has them to `apt.build`, beside `pkgconf`"
# What the output of a failed build tells, in the order of what is worth more. `header`, `library`, `program` and
# `module` (of pkg-config) are what is missing.
HINTS = [
    (
        r"(?i)puccinialin|cargo, the rust package manager, is not installed",
        "it is written in Rust: add `cargo` to `apt.build`, and have it fetch what it is made of, `dependencies: {build-network: [NAME]}`",
    ),
    (r"(?i)resolve host|name resolution|network is unreachable|dns error|urlopen error", "builds have no network; if this one cannot do without: `dependencies: {build-network: [NAME]}`"),
    (r"Python\.h: No such file", "the headers of Python are missing: add `libpython3-dev` to `apt.build`"),
    (
        r"fatal error: (assert|ctype|errno|limits|math|stdint|stdio|stdlib|string|sys/types|unistd)\.h: No such file|cannot find (S?crt\w*\.o|-l(c|m|pthread|dl)\b)",
        "the C library's own files are missing: add `libc6-dev` to `apt.build`, beside the compiler",
    ),
    (r"libgdal [\d.]+, but ([\d.]+) was found", r"Debian has libgdal \1, and this needs a newer one: ask for `gdal==\1`"),
    (r"fatal error: (?P<header>\S+): No such file", r"the header `\1` is missing: add the Debian package that has it to `apt.build`"),
    (r"cannot find -l(?P<library>[\w.+-]+)", r"`lib\1.so` is missing: add the Debian package that has it to `apt.build`"),
    (r"(?i)rust compiler|'?(cargo|rustc|maturin)'?[^\n]*(not found|not installed|No such file)", "it is written in Rust: add `cargo` to `apt.build`"),
    (
        r"(?i)(gcc|cc|clang)'?:? [^\n]*(No such file|not found)|(No such file|not found)[^\n]*(gcc|cc|clang)'|unknown compiler|CMAKE_C_COMPILER|no acceptable C compiler",
        "there is no C compiler: add `gcc` and `libc6-dev` to `apt.build`",
    ),
    (r"CMAKE_CXX_COMPILER|unable to find a C\+\+ compiler", "there is no C++ compiler: add `g++` to `apt.build`"),
    (r"MYSQLCLIENT_CFLAGS", "the headers of MySQL are missing: add `default-libmysqlclient-dev` and `pkgconf` to `apt.build`"),
    (r"Dependency lookup for (?P<module>\S+) with", MODULE),
    (r"Dependency \"(?P<module>[^\"]+)\" not found", MODULE),
    (r"No package '(?P<module>[^']+)' found", MODULE),
    (r"Package '(?P<module>[^']+)', required by", MODULE),
    (r"Package (?P<module>\S+) was not found in the pkg-config", MODULE),
    (rf"(?i)(such file or directory: |could not (?:run|find) |couldn't run |unable to invoke )['\"]?(?P<program>{PROGRAMS})\b", PROGRAM),
    (rf"\b(?P<program>{PROGRAMS})['\"]?:? (executable |command |probably |is )*not (found|installed)", PROGRAM),
    (r"CMake Error[^\n]*\n\s*Could NOT find (\w+)", r"CMake does not find `\1`: add the Debian package that has its headers to `apt.build`"),
    (r"(?i)(g\+\+|c\+\+|cc1plus)'?:? [^\n]*(No such file|not found|cannot execute)|(No such file|not found)[^\n]*g\+\+'", "there is no C++ compiler: add `g++` to `apt.build`"),
    (
        r"(?i)readme (?:file|path)[^\n]* (?:does not exist|not found)|failed to open file `[^\n`]*/(?:readme|licen[cs]e)[^\n]*`",
        "`pyproject.toml` names a file that is not here: see what the ignore file, `exclude` and `include` leave out (`!README.md` in the ignore file brings it back)",
    ),
    (r"no attribute 'build_editable'", "its build backend makes no editable projects, which `--target dev` wants (PEP 660): take a newer version of it"),
    (r"\bgit\b'?[^\n]*(No such file|not found)|unable to detect version|(?i:cannot find the version)", VERSION),
    (r"ModuleNotFoundError: No module named 'pkg_resources'", "setuptools has no `pkg_resources` any more: `dependencies: {build-dependencies: {NAME: ['setuptools<81']}}`"),
    (
        r"ModuleNotFoundError: No module named '(?!(?:distutils|imp|asynchat|asyncore)\b)(\w+)",
        r"its build imports `\1` and does not ask for it: `dependencies: {build-dependencies: {NAME: [\1]}}`, if the package is called so",
    ),
]
# What newer versions of Python have no more: modules and names of the standard library, and of the headers.
OUTDATED = (
    r"No module named '(distutils|imp|asynchat|asyncore)\b|has no attribute '(ImpImporter|SafeConfigParser)'"
    r"|longintrepr\.h|has no member named .(ob_digit|cframe|use_tracing)\b"
)
# What hints say for Debian, as it is on Alpine.
ALPINE = {
    "apt.build": "apk.build",
    "Debian package": "Alpine package",
    "`libc6-dev`": "`musl-dev`",
    "`libpython3-dev`": "`python3-dev`",
    "`default-libmysqlclient-dev` and `pkgconf`": "`mariadb-dev`",
}
# The last line of a build that lacks nothing of the system.
MISTAKE = r"((Indentation|Tab|Syntax|Name|Type|Attribute|Key|Value)Error|\S*InvalidConfigError|error: package directory)\b"
OTHERWISE = "what it needs beside Python packages can be added to `apt.build`"


def hints(output, name, pythons, project):
    """A package that has wheels, but none for this Python, is best not built."""
    outdated = re.search(OUTDATED, output)
    if pythons:
        yield f"{name} has wheels for Python {pythons}: write such a version as `python`, or take a newer {name}"
    elif outdated:
        yield f"{name} seems older than this Python: take a newer {name}, or write an older version as `python`"
    last = output.rstrip().rpartition("\n")[2].strip()
    is_told = pythons or outdated or re.match(MISTAKE, last)
    text = explain(output, name) or ("" if is_told else otherwise(name))
    if text == VERSION and os.path.exists(os.path.join(project, ".git")) and not shutil.which("git"):
        yield f"its version comes from `.git`: add `git` to `{KEY}`"
    elif text:
        yield text.replace("NAME", name)


def explain(output, name):
    for pattern, text in HINTS:
        if found := re.search(pattern, output):
            kinds = {kind: thing for kind, thing in found.groupdict().items() if thing}
            known = [told for kind, thing in kinds.items() if (told := missing(kind, thing, output, name))]
            return known[0] if known else for_system(found.expand(text))
    return None


def missing(kind, thing, output, name):
    """A header, a library, a program or a module of pkg-config whose package is known."""
    if ON_ALPINE:
        of_kind = {"program": "cmd", "module": "pc"}.get(kind)
        packages = [f"{of_kind}:{thing}"] if of_kind else []
    else:
        packages = [found for found, brings in BRINGS.items() if re.fullmatch(brings, thing) or kind == "library" and re.fullmatch(brings, f"lib{thing}")]
    if packages and re.search(NO_PKG_CONFIG, output):
        packages.insert(0, "pkgconf")
    packages = lacking(BUILT_WITH.get(name, "").split() + " ".join(packages).split())
    thing = f"lib{thing}.so" if kind == "library" else thing
    return f"`{thing}` is missing: add {packages} to `{KEY}`" if packages else None


def otherwise(name):
    packages = lacking(BUILT_WITH.get(name, "").split())
    return f"it needs more of the system: add {packages} to `{KEY}`" if packages else for_system(OTHERWISE)


def lacking(packages):
    """Those that are not installed, as a text."""
    names = [f"`{package}`" for package in dict.fromkeys(packages) if not is_installed(package)]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def is_installed(package):
    return bool(glob.glob(f"/var/lib/dpkg/info/{package}.list") or glob.glob(f"/var/lib/dpkg/info/{package}:*.list"))


def for_system(text):
    """What is said for Debian, as it is here."""
    for debian, alpine in ALPINE.items() if ON_ALPINE else ():
        text = text.replace(debian, alpine)
    return text
