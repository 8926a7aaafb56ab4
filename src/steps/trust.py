"""Puts certificates together with those that the system knows: who is told of a list of them trusts nobody else.

    trust.py run CERTIFICATES FOLDER PROGRAM ARGUMENTS...   starts a program that trusts all of them
    trust.py write CERTIFICATES ROOT                        writes them where an image has them

CERTIFICATES is a folder of PEM files.
"""

import os
import re
import ssl
import sys

# Debian and Alpine; Fedora; SUSE.
SYSTEM = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"]
# What programs call such a list: OpenSSL (and uv, httpx, aiohttp, apk), requests, pip, curl, git, Cargo, Node.js.
VARIABLES = [
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "PIP_CERT",
    "CURL_CA_BUNDLE",
    "GIT_SSL_CAINFO",
    "CARGO_HTTP_CAINFO",
    "NODE_EXTRA_CA_CERTS",
]
CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def of_system():
    for path in (os.environ.get("SSL_CERT_FILE"), *SYSTEM, ssl.get_default_verify_paths().cafile):
        if path and os.path.isfile(path):
            return read(path)
    try:
        from pip._vendor import certifi
    except ImportError:
        return []
    return read(certifi.where())


def read(path):
    with open(path, encoding="ascii", errors="replace") as file:
        return CERTIFICATE.findall(file.read())


def given(folder):
    found = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        certificates = read(path)
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata="\n".join(certificates))
        except (ssl.SSLError, ValueError):
            sys.exit(f"{path}: not a file of certificates (PEM)")
        found += certificates
    return found


def write(path, certificates):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        file.writelines(f"{certificate}\n" for certificate in dict.fromkeys(certificates))


def run(certificates, folder, *argv):
    bundle = f"{folder}/certificates.pem"
    write(bundle, of_system() + given(certificates))
    # apt's downloads know no variable for it, and a file of options.
    options = f"{folder}/apt.conf"
    with open(options, "w", encoding="ascii") as file:
        file.write(f'Acquire::https::CAInfo "{bundle}";\n')
    variables = {**os.environ, **dict.fromkeys(VARIABLES, bundle), "APT_CONFIG": options}
    try:
        os.execvpe(argv[0], argv, variables)
    except OSError as error:
        sys.exit(f"{argv[0]}: {error.strerror}")


def ship(certificates, root):
    own = given(certificates)
    write(f"{root}/etc/ssl/certs/ca-certificates.crt", of_system() + own)
    # `update-ca-certificates` makes that list anew, of these and others.
    for number, certificate in enumerate(own, 1):
        write(f"{root}/usr/local/share/ca-certificates/cartwright-{number}.crt", [certificate])


{"run": run, "write": ship}[sys.argv[1]](*sys.argv[2:])
