"""Runs commands, and notes how they ended instead of ending like them.

Arguments: a directory for what they leave, the name of the file for the exit code, the commands (a JSON list of lists), and
the paths of their reports, from the working directory (a JSON list). The first command that fails is the last to run. What is not there is not copied.
"""

import json
import os
import shutil
import subprocess
import sys

left, exit_code = sys.argv[1:3]
commands, reports = map(json.loads, sys.argv[3:5])

code = 0
for command in commands:
    try:
        code = subprocess.run(command).returncode
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        code = 127
    if code:
        # A shell's way to tell the signal that ended a program.
        code = code if code > 0 else 128 - code
        print(f"`{command[0]}` failed with exit code {code}; the build goes on", file=sys.stderr)
        break

for report in reports:
    target = os.path.join(left, report)
    if os.path.isdir(report):
        shutil.copytree(report, target, symlinks=True, dirs_exist_ok=True)
    elif os.path.isfile(report):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(report, target)

with open(os.path.join(left, exit_code), "w") as file:
    file.write(f"{code}\n")
