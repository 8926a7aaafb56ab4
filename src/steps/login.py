"""Starts uv with the logins of indexes.

Arguments: a JSON list of logins, then the program and its arguments. The secrets are in files. What uv reads is written to
memory, and gone with the step.
"""

import base64
import json
import os
import sys

FOLDER = "/tmp/logins"


def read(login):
    with open(login["secret"], encoding="utf-8", errors="replace") as file:
        return file.read().strip()


def read_line(login):
    secret = read(login)
    # uv repeats the lines that it cannot read.
    if not secret or not secret.isprintable():
        sys.exit(f"{login['secret']}: the secret is not one line of text")
    return secret


def credential(login):
    secret = read_line(login)
    if login["form"] == "basic":
        return {"scheme": "basic", "username": login["username"], "password": secret}
    if login["form"] == "token":
        return {"scheme": "bearer", "token": secret}
    scheme, _, value = secret.partition(" ")
    if scheme.lower() == "basic":
        username, _, password = base64.b64decode(value).decode(errors="replace").partition(":")
        return {"scheme": "basic", "username": username, "password": password}
    if scheme.lower() == "bearer":
        return {"scheme": "bearer", "token": value.strip()}
    sys.exit(f"{login['url']}: the header in {login['secret']} begins neither with `Basic` nor with `Bearer`")


def write(name, text):
    with open(os.open(f"{FOLDER}/{name}", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def toml(login):
    entry = {"service": login["url"], **credential(login)}
    # A text of JSON is one of TOML.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
    return "\n".join(["[[credential]]", *lines, ""])


logins = json.loads(sys.argv[1])
os.mkdir(FOLDER, 0o700)
write("credentials.toml", "\n".join(toml(login) for login in logins if login["form"] != "netrc"))
write("netrc", "\n".join(read(login) for login in logins if login["form"] == "netrc"))
os.execve(sys.argv[2], sys.argv[2:], {**os.environ, "UV_CREDENTIALS_DIR": FOLDER, "NETRC": f"{FOLDER}/netrc"})
