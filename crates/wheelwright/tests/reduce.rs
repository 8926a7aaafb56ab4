//! What is kept of a system for its interpreter.

#![allow(clippy::unwrap_used)]

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use common::elf::{file, library};
use tempfile::TempDir;
use wheelwright::elf::Search;
use wheelwright::extend::{Extend, extend};
use wheelwright::reduce::{Reduce, reduce};

/// A system with `/usr` merged, whose interpreter has a prefix.
fn system(prefix: &str) -> TempDir {
    let system = tempfile::tempdir().unwrap();
    let put = |path: &str, content: &[u8]| {
        let path = system.path().join(path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    let link = |path: &str, target: &str| {
        let path = system.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
    };
    for directory in ["tmp", "usr/bin", "usr/lib64", "var/tmp"] {
        fs::create_dir_all(system.path().join(directory)).unwrap();
    }
    for name in ["bin", "lib", "lib64"] {
        link(name, &format!("usr/{name}"));
    }
    let mut python = library(&["libpython3.13.so.1.0", "libc.so.6"]);
    python.interpreter = Some("/lib64/ld-linux-x86-64.so.2".to_owned());
    python.search = Search::Own("$ORIGIN/../lib".to_owned());
    let libraries = "/usr/lib/x86_64-linux-gnu";
    for (path, object) in [
        (format!("{prefix}/bin/python3.13"), python),
        (
            format!("{prefix}/lib/libpython3.13.so.1.0"),
            library(&["libm.so.6"]),
        ),
        (
            format!("{prefix}/lib/python3.13/lib-dynload/_ssl.so"),
            library(&["libssl.so.3"]),
        ),
        (
            format!("{prefix}/lib/python3.13/lib-dynload/_tkinter.so"),
            library(&["libtk.so"]),
        ),
        (format!("{libraries}/ld-linux-x86-64.so.2"), library(&[])),
        (
            format!("{libraries}/libc.so.6"),
            library(&["ld-linux-x86-64.so.2"]),
        ),
        (format!("{libraries}/libm.so.6"), library(&["libc.so.6"])),
        (
            format!("{libraries}/libssl.so.3"),
            library(&["libcrypto.so.3", "libgone.so"]),
        ),
        (
            format!("{libraries}/libcrypto.so.3.1"),
            library(&["libc.so.6"]),
        ),
        (
            format!("{libraries}/libstdc++.so.6"),
            library(&["libm.so.6"]),
        ),
        (format!("{libraries}/libtk.so"), library(&[])),
        (format!("{libraries}/libapt.so"), library(&[])),
    ] {
        put(&path, &file(&object, &[]));
    }
    link(
        "usr/lib64/ld-linux-x86-64.so.2",
        "../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
    );
    link(
        "usr/lib/x86_64-linux-gnu/libcrypto.so.3",
        "libcrypto.so.3.1",
    );
    for (name, target) in [("python3", "python3.13"), ("python", "python3")] {
        link(&format!("{}/bin/{name}", &prefix[1..]), target);
    }
    for path in [
        "os.py",
        "test/a.py",
        "unittest/case.py",
        "site-packages/pip/a.py",
        "config-3.13/a.a",
    ] {
        put(&format!("{prefix}/lib/python3.13/{path}"), b"");
    }
    for path in [
        "/etc/passwd",
        "/etc/shadow",
        "/usr/bin/apt-get",
        "/tmp/a",
        "/etc/ssl/private/a",
    ] {
        put(path, b"");
    }
    system
}

/// What is in a tree: links with what they say.
fn listing(tree: &Path) -> Vec<String> {
    let mut found = Vec::new();
    list(tree, Path::new(""), &mut found);
    found
}

fn list(tree: &Path, below: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(tree.join(below))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = below.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_symlink() {
            let target = fs::read_link(entry.path()).unwrap();
            found.push(format!("{} -> {}", path.display(), target.display()));
        } else if kind.is_dir() && fs::read_dir(entry.path()).unwrap().next().is_some() {
            list(tree, &path, found);
        } else {
            found.push(path.display().to_string());
        }
    }
}

fn reduced(system: &TempDir) -> Vec<String> {
    let out = tempfile::tempdir().unwrap();
    let request = Reduce {
        root: system.path().to_owned(),
        out: out.path().join("base"),
    };
    reduce(&request).unwrap();
    listing(&request.out)
}

#[test]
fn an_interpreter_is_kept_with_what_it_loads_and_reads() {
    let wanted = "bin -> usr/bin
etc/passwd
lib -> usr/lib
lib64 -> usr/lib64
tmp
usr/bin
usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
usr/lib/x86_64-linux-gnu/libc.so.6
usr/lib/x86_64-linux-gnu/libcrypto.so.3 -> libcrypto.so.3.1
usr/lib/x86_64-linux-gnu/libcrypto.so.3.1
usr/lib/x86_64-linux-gnu/libm.so.6
usr/lib/x86_64-linux-gnu/libssl.so.3
usr/lib/x86_64-linux-gnu/libstdc++.so.6
usr/lib64/ld-linux-x86-64.so.2 -> ../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
usr/local/bin/python -> python3
usr/local/bin/python3 -> python3.13
usr/local/bin/python3.13
usr/local/lib/libpython3.13.so.1.0
usr/local/lib/python3.13/lib-dynload/_ssl.so
usr/local/lib/python3.13/os.py
usr/local/lib/python3.13/unittest/case.py
var/tmp";
    let found = reduced(&system("/usr/local"));
    assert_eq!(found.join("\n"), wanted);
}

#[test]
fn the_interpreter_may_be_that_of_the_system() {
    let system = system("/usr");
    fs::create_dir_all(system.path().join("usr/local/bin")).unwrap();
    symlink(
        "/usr/bin/python3",
        system.path().join("usr/local/bin/python3"),
    )
    .unwrap();
    let found = reduced(&system);
    for path in [
        "usr/bin/python3.13",
        "usr/lib/python3.13/os.py",
        "usr/local/bin/python3 -> /usr/bin/python3",
    ] {
        assert!(found.iter().any(|it| it == path), "{path}: {found:?}");
    }
}

/// Copies a tree with the times in it.
fn copy(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    let status = Command::new("cp")
        .args(["--archive", "--no-target-directory"])
        .args([from, to.path()])
        .status();
    assert!(status.unwrap().success());
    to
}

/// What packages bring to a system whose interpreter and more are kept already, and what is told of it.
fn extended(before: &TempDir, now: &TempDir, packages: &[&str]) -> (String, String) {
    let base = tempfile::tempdir().unwrap();
    reduce(&Reduce {
        root: before.path().to_owned(),
        out: base.path().to_owned(),
    })
    .unwrap();
    let out = tempfile::tempdir().unwrap();
    let request = Extend {
        root: now.path().to_owned(),
        before: before.path().to_owned(),
        base: base.path().to_owned(),
        out: out.path().to_owned(),
        packages: packages.iter().map(|&name| name.to_owned()).collect(),
    };
    let (_, stranded) = extend(&request).unwrap();
    let told: Vec<_> = stranded.iter().map(ToString::to_string).collect();
    (listing(&request.out).join("\n"), told.join("\n"))
}

#[test]
fn packages_bring_what_is_new_and_what_that_needs_of_the_system() {
    let before = system("/usr/local");
    let put = |system: &TempDir, path: &str, content: &[u8]| {
        let path = system.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    let libraries = "usr/lib/x86_64-linux-gnu";
    // The system had what the new library needs; what the base keeps of it is not kept twice.
    let needed = file(&library(&["libc.so.6", "libssl.so.3"]), &[]);
    put(&before, &format!("{libraries}/libkrb5.so.3"), &needed);
    put(
        &before,
        "usr/bin/bash",
        &file(&library(&["libtinfo.so.6"]), &[]),
    );
    put(
        &before,
        &format!("{libraries}/libtinfo.so.6"),
        &file(&library(&[]), &[]),
    );
    put(
        &before,
        "var/lib/dpkg/info/bash.list",
        b"/usr\n/usr/bin\n/usr/bin/bash\n/usr/share/man/bash.1\n",
    );
    put(&before, "usr/share/man/bash.1", b"");
    put(
        &before,
        "var/lib/dpkg/status",
        b"Package: bash\nStatus: install ok installed\n",
    );
    let now = copy(before.path());
    put(
        &now,
        &format!("{libraries}/libpq.so.5.17"),
        &file(&library(&["libkrb5.so.3", "libm.so.6"]), &[]),
    );
    symlink(
        "libpq.so.5.17",
        now.path().join(libraries).join("libpq.so.5"),
    )
    .unwrap();
    put(&now, "etc/passwd", b"postgres");
    put(&now, "usr/share/doc/libpq5/changelog", b"");
    put(
        &now,
        "var/lib/dpkg/status",
        b"Package: libpq5\nStatus: install ok installed\n",
    );
    put(
        &now,
        "var/lib/dpkg/info/libpq5.list",
        b"/usr/lib/x86_64-linux-gnu/libpq.so.5.17\n",
    );
    fs::create_dir_all(now.path().join("var/lib/postgresql")).unwrap();
    symlink("/usr/share", now.path().join("etc/share")).unwrap();
    let brought = "etc/passwd
etc/share -> /usr/share
usr/lib/x86_64-linux-gnu/libkrb5.so.3
usr/lib/x86_64-linux-gnu/libpq.so.5 -> libpq.so.5.17
usr/lib/x86_64-linux-gnu/libpq.so.5.17
usr/share
var/lib/dpkg/status.d/libpq5
var/lib/postgresql";
    let (found, told) = extended(&before, &now, &["libpq5"]);
    assert_eq!((found.as_str(), told.as_str()), (brought, ""));
    // What is asked for may have been there, for the package manager alone.
    let bash = "usr/bin/bash
usr/lib/x86_64-linux-gnu/libtinfo.so.6
var/lib/dpkg/status.d/bash";
    assert_eq!(extended(&before, &before, &["bash=5.2-1"]).0, bash);
}

#[test]
fn scripts_that_nothing_starts_are_told_with_what_would() {
    let before = system("/usr/local");
    let put = |system: &TempDir, path: &str, content: &str| {
        let path = system.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    put(&before, "usr/bin/perl5", "");
    symlink("perl5", before.path().join("usr/bin/perl")).unwrap();
    put(&before, "usr/bin/awk", "");
    let record = "Package: perl-base\nStatus: install ok installed\nArchitecture: amd64\n";
    put(&before, "var/lib/dpkg/status", record);
    let list = "var/lib/dpkg/info/perl-base:amd64.list";
    put(&before, list, "/usr/bin\n/bin/perl5\n");
    let now = copy(before.path());
    for (name, line) in [
        ("psql", "#!/usr/bin/perl -w"),
        ("createdb", "#! /bin/perl"),
        ("awkward", "#!/usr/bin/env -S awk -f"),
        ("pip", "#!/usr/bin/env python3"),
        ("gone", "#!/usr/bin/gone"),
        ("program", "no script"),
    ] {
        put(&now, &format!("usr/bin/{name}"), &format!("{line}\n"));
    }
    put(&now, "usr/lib/git-core/submodule", "#!/usr/bin/perl\n");
    let (_, told) = extended(&before, &now, &["postgresql-client"]);
    insta::assert_snapshot!(told, @"
    note: `/usr/bin/awkward` is for `/usr/bin/awk`, which does not ship
    note: `/usr/bin/createdb` and another are for `/usr/bin/perl5`, which does not ship: the package `perl-base` brings it
    ");
    assert_eq!(extended(&before, &now, &["perl-base"]).1.lines().count(), 1);
}

#[test]
fn a_system_without_python_is_refused() {
    let system = tempfile::tempdir().unwrap();
    let request = Reduce {
        root: system.path().to_owned(),
        out: system.path().join("out"),
    };
    let error = reduce(&request).unwrap_err();
    assert!(
        error.to_string().contains("no Python interpreter"),
        "{error}"
    );
}
