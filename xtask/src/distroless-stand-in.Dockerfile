# What the distroless image of Python has, from Debian's own packages: the interpreter, what it loads, and nothing to start
# but itself.
FROM python:3.13-slim AS debian
RUN ["rm", "-rf", "/usr/lib/python3.13/ensurepip", "/usr/lib/python3.13/idlelib", "/usr/lib/python3.13/test"]
RUN <<END python3
import glob, os, shutil, subprocess

python = os.path.realpath("/usr/bin/python3")
programs = [python, *glob.glob("/usr/lib/python3.13/lib-dynload/*.so")]
def words(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
listed = words("ldd", *programs) + words("dpkg", "-L", "libc6", "libgcc-s1", "libstdc++6")
libraries = {word for word in listed if ".so" in word and os.path.isfile(word)}
for path in {os.path.realpath(os.path.dirname(it)) + "/" + os.path.basename(it) for it in [*programs, *libraries]}:
    os.makedirs(os.path.dirname("/image" + path), exist_ok=True)
    shutil.copy2(path, "/image" + path)
for folder in ("/usr/lib/python3.13", "/usr/share/zoneinfo"):
    if os.path.isdir(folder):
        shutil.copytree(folder, "/image" + folder, dirs_exist_ok=True, symlinks=True)
for folder in ("lib", "lib64"):
    os.symlink("usr/" + folder, "/image/" + folder)
for name in ("python", "python3"):
    os.symlink(python, "/image/usr/bin/" + name)
for folder in ("etc/ssl/certs", "root", "home/nonroot", "tmp"):
    os.makedirs("/image/" + folder)
os.chmod("/image/tmp", 0o1777)
shutil.copy("/etc/ssl/certs/ca-certificates.crt", "/image/etc/ssl/certs/")
shutil.copy("/etc/os-release", "/image/etc/os-release")
accounts = {"root": 0, "nobody": 65534, "nonroot": 65532}
for file, line in {"passwd": "{0}:x:{1}:{1}::/home/{0}:/sbin/nologin\n", "group": "{0}:x:{1}:\n"}.items():
    with open("/image/etc/" + file, "w") as out:
        out.writelines(line.format(*account) for account in accounts.items())
END

FROM scratch
COPY --from=debian /image /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt LANG=C.UTF-8
ENTRYPOINT ["/usr/bin/python3.13"]
