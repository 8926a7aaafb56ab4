"""Tells of everything below a directory: its path, its mode and owner, and what it holds; one JSON value a line."""

import hashlib
import json
import os
import stat
import sys

# Commands that installers write are short; they and RECORD are told as they are, to be understood.
SHORT = 2000


def held(path, mode):
    if stat.S_ISLNK(mode):
        return os.readlink(path)
    if stat.S_ISDIR(mode):
        return ""
    with open(path, "rb") as file:
        content = file.read()
    is_command = os.path.basename(os.path.dirname(path)) == "bin" and content.startswith(b"#!")
    if path.endswith(".dist-info/RECORD") or is_command and len(content) < SHORT:
        return content.decode()
    return hashlib.sha256(content).hexdigest()


root = sys.argv[1]
for folder, folders, files in os.walk(root):
    for name in folders + files:
        path = os.path.join(folder, name)
        found = os.lstat(path)
        told = [oct(found.st_mode), found.st_uid, found.st_gid, held(path, found.st_mode)]
        print(json.dumps([os.path.relpath(path, root), told]))
