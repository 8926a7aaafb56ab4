//! What Python's own `packaging` library says, where it can be asked.
//!
//! `PACKAGING_PYTHON=…/bin/python cargo test --lib oracle -- --ignored`, with an interpreter that has `packaging`.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::*;

fn ask(questions: &[Value]) -> Vec<Value> {
    let python = std::env::var("PACKAGING_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut process = Command::new(python)
        .args(["-c", include_str!("oracle.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text: Vec<_> = questions.iter().map(Value::to_string).collect();
    let text = text.join("\n") + "\n";
    let mut stdin = process.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()).unwrap());
    let output = process.wait_with_output().unwrap();
    writer.join().unwrap();
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<_> = answers
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), questions.len());
    answers
}

fn target(python: &str, cache_tag: &str, machine: &str, libc: CLibrary) -> Target {
    Target {
        python: python.to_owned(),
        cache_tag: cache_tag.to_owned(),
        machine: machine.to_owned(),
        libc,
    }
}

#[test]
#[ignore = "needs downloads: cargo xtask oracle"]
fn oracle_of_tags() {
    let mut questions = Vec::new();
    let mut ours = Vec::new();
    for (major, minor, tag) in [
        (3, 8, "cpython-38"),
        (3, 11, "cpython-311"),
        (3, 13, "cpython-313"),
        (3, 13, "cpython-313t"),
        (3, 14, "cpython-314"),
        (3, 14, "cpython-314t"),
    ] {
        for machine in [
            "x86_64", "aarch64", "armv7l", "i686", "ppc64le", "s390x", "riscv64",
        ] {
            for (family, libc_major, libc_minor) in [
                ("glibc", 2, 36),
                ("glibc", 2, 41),
                ("glibc", 2, 12),
                ("musl", 1, 2),
            ] {
                questions.push(json!({
                    "python": [major, minor],
                    "free_threaded": tag.ends_with('t'),
                    "machine": machine,
                    "libc": [family, libc_major, libc_minor],
                }));
                let libc = CLibrary::new(family, &format!("{libc_major}.{libc_minor}"));
                let version = format!("{major}.{minor}.1");
                let tags = Tags::new(&target(&version, tag, machine, libc));
                ours.push(tags.iter().collect::<Vec<_>>());
            }
        }
    }
    for ((question, theirs), ours) in questions.iter().zip(ask(&questions)).zip(ours) {
        assert_eq!(json!(ours), theirs, "{question}");
    }
}

#[test]
#[ignore = "needs downloads: cargo xtask oracle"]
fn oracle_of_markers() {
    let values = [
        "",
        "3",
        "3.9",
        "3.11",
        "3.13",
        "3.13.5",
        "3.13.*",
        "3.14",
        "3.14.0",
        "3.14.0rc1",
        "3.15",
        "linux",
        "posix",
        "x86_64",
        "aarch64 x86_64",
        "CPython",
        "cpython",
        "win32",
        "3.9, 3.13",
        "5.0",
    ];
    let operators = [
        "===", "==", "~=", "!=", "<=", ">=", "<", ">", "in", "not in",
    ];
    let mut markers = Vec::new();
    for variable in [
        "python_version",
        "python_full_version",
        "implementation_version",
        "os_name",
        "sys_platform",
        "platform_release",
        "platform_machine",
        "platform_python_implementation",
        "implementation_name",
    ] {
        for operator in operators {
            for value in values {
                markers.push(format!("{variable} {operator} '{value}'"));
                markers.push(format!("'{value}' {operator} {variable}"));
            }
        }
    }
    for text in [
        "'Foo_bar' in extras",
        "'foo.bar' not in extras",
        "'dev' in dependency_groups",
        "'dev' in dependency_groups or 'prod' in dependency_groups",
        "os_name == 'nt' and os_name == 'posix' or sys_platform == 'linux'",
        "os_name == 'nt' and (os_name == 'posix' or sys_platform == 'linux')",
        "sys_platform == 'linux' or os_name == 'nt' and os_name == 'posix'",
    ] {
        markers.push(text.to_owned());
    }
    let mut questions = Vec::new();
    let mut ours = Vec::new();
    for version in ["3.9.2", "3.13.5", "3.14.0rc1", "3.15.0a1+"] {
        let target = target(version, "cpython-313", "x86_64", CLibrary::Other);
        let mut environment = MarkerEnvironment::new(&target);
        environment.extras.insert("foo-bar".to_owned());
        environment.groups.insert("prod".to_owned());
        let theirs = json!({
            "python_version": version[..version.rfind('.').unwrap()],
            "python_full_version": target.full_version(),
            "implementation_version": target.full_version(),
            "implementation_name": "cpython",
            "os_name": "posix",
            "sys_platform": "linux",
            "platform_system": "Linux",
            "platform_machine": "x86_64",
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_version": "",
            "extras": ["foo-bar"],
            "dependency_groups": ["prod"],
        });
        for marker in &markers {
            questions.push(json!({"marker": marker, "environment": theirs}));
            ours.push(
                marker
                    .parse::<Marker>()
                    .map(|it| it.evaluate(&environment))
                    .ok(),
            );
        }
    }
    let mut differences = Vec::new();
    for ((question, theirs), ours) in questions.iter().zip(ask(&questions)).zip(ours) {
        if json!(ours) != theirs {
            differences.push(format!("{}: {ours:?}, not {theirs}", question["marker"]));
        }
    }
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}
