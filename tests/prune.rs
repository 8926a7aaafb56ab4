//! `prune: safe`: what no program needs of packages is not in the image.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::private_index::Wheel;
use crate::support::{Build, Project, Step, layers};

/// A library whose `testing` imports a module of its tests, as that of numpy 2.2 does.
fn library() -> Wheel {
    Wheel::new("maple")
        .file("maples/__init__.py", "")
        .file("maples/testing.py", "from .core.tests import natype\n")
        .file("maples/core/__init__.py", "")
        .file("maples/core/tests/natype.py", "NA = 'is there'\n")
        .file("maples/tests/__init__.py", "")
        .file("maples/tests/data.txt", &"x".repeat(390_000))
        .file("maples/locale/de.po", "msgid \"maple\"\n")
        .file("maples/locale/de.mo", "")
}

/// What is in the environment, but for bytecode and metadata; then whether RECORD lists what is there.
const TELL: &str = "import importlib.metadata, os
found = importlib.metadata.distribution('maple').files
listed = {str(file) for file in found}
base = os.path.dirname(importlib.metadata.distribution('maple')._path)
there = {os.path.relpath(os.path.join(folder, name), base) for top in ('maples', 'maple-1.0.dist-info')
         for folder, _, names in os.walk(os.path.join(base, top)) for name in names if not name.endswith('.pyc')}
print(*sorted(it for it in there if it.startswith('maples/')), sep='\\n')
print(listed - {'maple.py'} == there)";

/// Bytes of the environment.
fn size(build: &Build) -> u64 {
    build
        .python(
            "import os; print(sum(os.path.getsize(os.path.join(folder, name)) \
            for folder, _, names in os.walk('/opt/venv') for name in names))",
        )
        .parse()
        .unwrap()
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_no_program_needs_is_left_out_where_the_spec_says_so() {
    let wheel = library();
    let spec = "dependencies: pylock.toml\nentrypoint: python main.py\n";
    let project = Project::with_spec("prune", spec)
        .file(
            "main.py",
            "from maples.testing import natype\nprint(natype.NA)\n",
        )
        .file("pylock.toml", &wheel.lock(1000));
    project.write(&format!("wheels/{}", wheel.file_name()), wheel.bytes());
    project.write(".dockerignore", "wheels");
    let plain = project.build(&[]).expect_success();
    insta::assert_snapshot!(plain.python(TELL), @"
    maples/__init__.py
    maples/core/__init__.py
    maples/core/tests/natype.py
    maples/locale/de.mo
    maples/locale/de.po
    maples/testing.py
    maples/tests/__init__.py
    maples/tests/data.txt
    True
    ");

    project.write(
        "cart.yaml",
        format!("# syntax=cartwright\n{spec}prune: safe\n"),
    );
    let plain = (layers(&plain), size(&plain));
    let pruned = project.build(&[]).expect_success();
    insta::assert_snapshot!(pruned.python(TELL), @"
    maples/__init__.py
    maples/core/__init__.py
    maples/core/tests/natype.py
    maples/locale/de.mo
    maples/testing.py
    True
    ");
    assert_eq!(pruned.run(&[], &[]), "is there");
    let told = "left out 3 files that no program needs, 0.4 MB";
    assert!(pruned.log.contains(told), "{}", pruned.log);
    assert!(
        pruned
            .history()
            .contains(&"WHEELS maple 1.0 (pruned)".to_owned())
    );
    assert!(size(&pruned) + 300_000 < plain.1);
    // One layer is another, and no other is.
    let differ = layers(&pruned)
        .iter()
        .zip(&plain.0)
        .filter(|(one, other)| one != other)
        .count();
    assert_eq!(differ, 1);

    // What is not pruned, and what is, are both remembered.
    assert_eq!(
        project.build(&[]).expect_success().step("UNPACK maple"),
        Step::Cached
    );
    project.write(
        "cart.yaml",
        format!("# syntax=cartwright\n{spec}prune: none\n"),
    );
    let again = project.build(&[]).expect_success();
    assert_eq!(again.step("UNPACK maple"), Step::Cached);
    assert_eq!(layers(&again), plain.0);
}
