//! The interpreter, bases, and packages of the system.

use super::*;

#[test]
fn python_versions_that_are_none() {
    insta::assert_snapshot!(
        complaints(["python: 3", "python: python3.11", "python: 3.1", "python: 2.7", "python: 3.13t", "python: '3.11 '", "python: 3.x", "python: 3.11.1.1", "python: 03.11"]),
        @r"
        cart.yaml:1:9: `3` is not enough of a Python version
          why: a package that has wheels for 3.12 may have none for 3.13, so the second number must be chosen
          help: write both numbers, for example `python: 3.13`
        cart.yaml:1:9: `python3.11` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: Python 3.1 is from 2009 and cannot be built
          help: did you mean `3.10`? It may be written without quotes
        cart.yaml:1:9: Python 2.7 is not supported
          why: images are built for Python 3.8 and later
          help: choose a version that still gets security fixes, for example `3.13`
        cart.yaml:1:9: `3.13t` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: `3.11 ` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: `3.x` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: `3.11.1.1` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        cart.yaml:1:9: `03.11` is not a Python version
          help: write the numbers alone, for example `3.13` or `3.13.4`
        "
    );
}

#[test]
fn packages_of_alpine() {
    let spec = good(
        "apk: {build: [gcc, g++, 'cmd:convert'], run: [libpq~17, 'so:libpq.so.5', tzdata=2025b-r0]}",
    );
    assert_eq!(spec.system.manager, PackageManager::Apk);
    assert_eq!(
        (spec.system.build.len(), spec.system.shipped().len()),
        (3, 3)
    );
    insta::assert_snapshot!(complaints([
        "apk: ['--root=/x']",
        "apk: ['!gcc']",
        "apk: [gcc@edge]",
        "apk: [./x.apk]",
        "apk: [gcc>1]",
        "apt: [gcc]\napk: [gcc]",
    ]), @"
    cart.yaml:1:7: `--root=/x` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:1:7: `!gcc` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:1:7: `gcc@edge` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:1:7: `./x.apk` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:1:7: `gcc>1` is not the name of an Alpine package
      help: one name in each entry: `libpq`, `libpq~17` or `libpq=17.2-r0`
    cart.yaml:2:1: `apt` and `apk` are both given
      why: a base has one of them: apt on Debian, apk on Alpine
      help: keep the one of your base
    ");
}

#[test]
fn bases_that_are_none() {
    insta::assert_snapshot!(
        complaints([
            "base: {build: minimal, run: minimal}",
            "base: {build: distroless, run: a}",
            "base: {build: a}",
            "base: {}",
            "base: {build: a, runtime: b}",
            "base: {build: a, run: B}",
            "base: Python:3.11",
            "base: python:",
            "base: python@sha256:12",
            "base: https://docker.io/python",
            "base: a b",
        ]),
        @r"
        cart.yaml:1:15: a minimal image cannot build
          why: it has no pip, no compiler, and no way to get them
          help: write `base: minimal` for an image that builds and one that ships, or name another to build on
        cart.yaml:1:15: a distroless image cannot build
          why: it has no pip, no compiler, and no way to get them
          help: write `base: distroless` for an image that builds and one that ships, or name another to build on
        cart.yaml:1:7: a pair of bases has no `run`
          help: name both images, `{build: IMAGE, run: IMAGE}`, or one for both: `base: IMAGE`
        cart.yaml:1:7: a pair of bases has no `build`
          help: name both images, `{build: IMAGE, run: IMAGE}`, or one for both: `base: IMAGE`
        2 errors
        1. cart.yaml:1:7: a pair of bases has no `run`
             help: name both images, `{build: IMAGE, run: IMAGE}`, or one for both: `base: IMAGE`
        2. cart.yaml:1:18: unknown key `runtime`
             help: did you mean `run`?
        cart.yaml:1:23: `B` is not the name of an image
          why: names of images have no upper-case letters
          help: write `b`
        cart.yaml:1:7: `Python:3.11` is not the name of an image
          why: names of images have no upper-case letters
          help: write `python:3.11`
        cart.yaml:1:13: this is not valid YAML
          why: mapping values are not allowed in this context
          help: check the indentation, here and in the line before, and its colon; put quotes around a text that holds `: ` or ` #` or begins with one of `[]{}*&!|>%@`
        cart.yaml:1:7: `python@sha256:12` has a digest that is none
          help: a digest is `sha256:` and 64 lower-case hexadecimal digits
        cart.yaml:1:7: `https://docker.io/python` is not the name of an image
          help: leave out the part up to `://`; a file of the web has a name of yours here, and `--build-context NAME=URL` in the build
        cart.yaml:1:7: `a b` is not the name of an image
          help: write `slim`, or an image such as `python:3.13-slim` or `registry.example.com/team/base:1`
        "
    );
}

#[test]
fn system_settings_that_are_none() {
    insta::assert_snapshot!(
        complaints([
            "apt: [LibPQ]",
            "apt: ['libpq5 curl']",
            "apt: ['curl-']",
            "apt: ['-oDebug=1']",
            "user: 0100",
            "user: app:app",
            "user: -1",
            "user: 4294967295",
            "workdir: app",
            "workdir: /",
            "workdir: /app/../usr/lib",
            "workdir: /opt/venv",
            "port: 0",
            "port: 65536",
            "port: 8080:80",
            "port: 80/sctp",
            "port: [http]",
            "include: ['!a']",
            "exclude: ['../a']",
            "exclude: ['[a']",
        ]),
        @r"
        cart.yaml:1:7: `LibPQ` is not the name of a Debian package
          help: one name in each entry, in lower case: `libpq5`, `libpq5:arm64` or `libpq5=15.5-0+deb12u1`
        cart.yaml:1:7: `libpq5 curl` is not the name of a Debian package
          help: one name in each entry, in lower case: `libpq5`, `libpq5:arm64` or `libpq5=15.5-0+deb12u1`
        cart.yaml:1:7: `curl-` is not the name of a Debian package
          help: one name in each entry, in lower case: `libpq5`, `libpq5:arm64` or `libpq5=15.5-0+deb12u1`
        cart.yaml:1:7: `-oDebug=1` is not the name of a Debian package
          help: one name in each entry, in lower case: `libpq5`, `libpq5:arm64` or `libpq5=15.5-0+deb12u1`
        cart.yaml:1:7: `0100` is not a user
          help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
        cart.yaml:1:7: `app:app` is not a user
          help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
        cart.yaml:1:7: `-1` is not a user
          help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
        cart.yaml:1:7: `4294967295` is not a user
          help: write numbers such as `10001` or `10001:10001` (user and group), or the name of a user of the base image
        cart.yaml:1:10: `app` is not an absolute path
          help: begin with a slash, for example `/app`
        cart.yaml:1:10: the application cannot live in `/`
          why: its files would lie among those of the system
          help: give it a directory of its own, for example `/app`
        cart.yaml:1:10: the application cannot live in `/usr/lib`
          why: `/usr` belongs to the system or to the installed dependencies
          help: give it a directory of its own, for example `/app`
        cart.yaml:1:10: the application cannot live in `/opt/venv`
          why: `/opt/venv` belongs to the system or to the installed dependencies
          help: give it a directory of its own, for example `/app`
        cart.yaml:1:7: `0` is not a port
          help: write a number from 1 to 65535, such as `8000`, or `8000/udp`
        cart.yaml:1:7: `65536` is not a port
          help: write a number from 1 to 65535, such as `8000`, or `8000/udp`
        cart.yaml:1:7: `8080:80`: an image does not choose a port of the host
          help: write the container's port here, and publish it with `docker run -p`
        cart.yaml:1:7: `80/sctp` is not a port
          help: write a number from 1 to 65535, such as `8000`, or `8000/udp`
        cart.yaml:1:8: `http` is not a port
          help: write a number from 1 to 65535, such as `8000`, or `8000/udp`
        cart.yaml:1:11: `!a` excludes, in a list of what to include
          help: write it into `exclude`, without the `!`
        cart.yaml:1:11: the pattern `../a` is outside of the build context
          help: patterns begin at the context's root, for example `src/**/*.py`
        cart.yaml:1:11: `[a` is not a pattern
          help: use the syntax of `.dockerignore`: `*.log`, `docs/**`, `data/[a-z]*`; a `\` takes the next letter as it is
        "
    );
    for path in [
        "/usr/src/app",
        "/home/app",
        "/opt/app",
        "/usrlocal",
        "/var/www",
    ] {
        assert_eq!(
            good(&format!("command: a\nworkdir: {path}"))
                .workdir
                .value
                .as_str(),
            path
        );
    }
}
