//! Which packages have which layers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::private_index::Wheel;
use crate::support::{Project, Step, layers};

/// Every file of the environment that the package has, read through all of its layers.
const MAIN: &str = "import importlib.metadata, maples, maples.core
found = importlib.metadata.files('maple')
print(maples.NAME, maples.core.NAME, len(found), all(file.locate().exists() for file in found))\n";

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_large_wheel_has_several_layers() {
    let wheel = Wheel::new("maple")
        .file("maples/__init__.py", "NAME = 'maple'\n")
        .file("maples/core/__init__.py", "NAME = 'core'\n")
        .file("maples/core/data.txt", &"x".repeat(100_000));
    let spec = "dependencies: pylock.toml\nentrypoint: python main.py\n";
    let project = Project::with_spec("large-wheel", spec).file("main.py", MAIN);
    project.write(&format!("wheels/{}", wheel.file_name()), wheel.bytes());
    // What the lock says is believed, and a wheel with a few files is as large as it says.
    project.write("pylock.toml", wheel.lock(1000));
    let small = project.build(&[]).expect_success();
    let (small, printed) = (layers(&small).len(), small.run(&[], &[]));
    assert_eq!(printed, "maple core 8 True");
    project.write("pylock.toml", wheel.lock(1 << 30));
    let large = project.build(&[]).expect_success();

    let history = large.history().into_iter();
    let told: Vec<_> = history.filter(|it| it.starts_with("WHEELS")).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    WHEELS maple 1.0 (4 of 4)
    WHEELS maple 1.0 (3 of 4)
    WHEELS maple 1.0 (2 of 4)
    WHEELS maple 1.0 (1 of 4)
    ");
    assert_eq!(layers(&large).len(), small + 3);
    assert_eq!(large.run(&[], &[]), printed);
    assert_eq!(
        project.build(&[]).expect_success().step("UNPACK maple"),
        Step::Cached
    );
}
