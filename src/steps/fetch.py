"""Downloads one file from an index that asks for a login, or that only steps reach.

Arguments: URL, path to write, SHA-256, size in bytes (or nothing), and a JSON object that says how to log in (or null). The
secret itself is in a file. It goes to the server of the URL and to no other, wherever that redirects to.
"""

import base64
import hashlib
import http.client
import json
import netrc
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ATTEMPTS = 3
SECONDS = 60


def authorization(login, url):
    if login is None:
        return None
    if login["form"] == "netrc":
        return from_netrc(login["secret"], urllib.parse.urlsplit(url).hostname)
    secret = read(login["secret"])
    if login["form"] == "basic":
        return basic(login["username"], secret)
    # A header has no other letters.
    if not secret.isascii():
        sys.exit(f"{login['secret']}: the secret is sent as it is, and has letters that are not ASCII")
    return f"Bearer {secret}" if login["form"] == "token" else secret


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        secret = file.read().strip()
    # Python repeats the values of headers that it cannot send.
    if not secret or not secret.isprintable():
        sys.exit(f"{path}: the secret is not one line of text")
    return secret


def from_netrc(path, host):
    try:
        entry = netrc.netrc(path).authenticators(host)
    except (netrc.NetrcParseError, UnicodeDecodeError):
        # Python repeats the word that it stumbles over.
        sys.exit(f"{path}: the secret is not a netrc file")
    return basic(entry[0], entry[2]) if entry else None


def basic(username, password):
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def server(url):
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


class Redirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, *rest):
        following = super().redirect_request(request, *rest)
        header = request.unredirected_hdrs.get("Authorization")
        if following and header and server(following.full_url) == server(request.full_url):
            following.add_unredirected_header("Authorization", header)
        return following


def download(url, header, file, size):
    request = urllib.request.Request(url, headers={"User-Agent": "cartwright", "Accept-Encoding": "identity"})
    if header:
        request.add_unredirected_header("Authorization", header)
    with urllib.request.build_opener(Redirect).open(request, timeout=SECONDS) as answer:
        while block := answer.read(1 << 20):
            file.write(block)
            if size is not None and file.tell() > size:
                break


def status(code):
    return f"{code} {http.client.responses.get(code, '')}".rstrip()


def patiently(url, header, path, size):
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with open(path, "wb") as file:
                return download(url, header, file, size)
        except urllib.error.HTTPError as error:
            if error.code in (401, 403):
                what = "the login" if header else "a request without a login"
                sys.exit(f"{url}: the index refused {what} ({status(error.code)})")
            if error.code < 500 or attempt == ATTEMPTS:
                sys.exit(f"{url}: the index answered {status(error.code)}")
        except (OSError, http.client.HTTPException) as error:
            if attempt == ATTEMPTS:
                sys.exit(f"{url}: {error}")
        time.sleep(attempt)


def check(url, path, sha256, size):
    found = os.path.getsize(path)
    if size is not None and found != size:
        sys.exit(f"{url}: it should have {size} bytes, and has {'more' if found > size else found}")
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != sha256:
        sys.exit(f"{url}: its SHA-256 should be {sha256}, and is {digest.hexdigest()}")


def main(url, path, sha256, size, login):
    size = int(size) if size else None
    patiently(url, authorization(json.loads(login), url), path, size)
    check(url, path, sha256, size)
    os.chmod(path, 0o644)


main(*sys.argv[1:])
