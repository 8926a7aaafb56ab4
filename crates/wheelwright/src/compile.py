# What starts with every interpreter, and nothing else: official images ship their standard library without bytecode, so
# that importing py_compile takes longer than compiling a small package.
import _frozen_importlib_external as external
import _imp
import marshal
import posix
import sys

# The directory that the process was started in is no place for modules, such as codecs that a source asks for.
sys.path = [path for path in sys.path if path]

KEY = int.from_bytes(external.MAGIC_NUMBER, "little")


def write(path, data):
    folder = path.rpartition("/")[0]
    try:
        posix.mkdir(folder)
        posix.chmod(folder, 0o755)
    except FileExistsError:
        pass
    with open(path, "wb") as out:
        out.write(data)
    posix.chmod(path, 0o644)


# What binds bytecode to its source (PEP 552), and where the tree is that it is for, if that is not where its sources are.
flags = int(sys.argv[1]).to_bytes(4, "little")
root = "".join(sys.argv[2:])
paths = sys.stdin.buffer.read().decode(sys.getfilesystemencoding(), "surrogateescape").split("\0")
for source, installed in zip(paths[0::2], paths[1::2]):
    with open(source, "rb") as file:
        data = file.read()
    try:
        code = compile(data, installed, "exec", dont_inherit=True)
    except Exception:
        continue
    header = external.MAGIC_NUMBER + flags + _imp.source_hash(KEY, data)
    write(root + external.cache_from_source(source, optimization=""), header + marshal.dumps(code))
