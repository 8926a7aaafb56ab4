//! The same lock, the same image: made by engines that have never made anything, with both image stores.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::{Project, Step, build_on, lock_of, stdout};
use crate::twin::Twin;

const EPOCH: &str = "1700000000";

/// An image store, and the step that joins layers on it.
const MERGED: (&str, &str) = ("containerd", "MERGE");
const COPIED: (&str, &str) = ("classic", "COPY a layer");

/// Packages of the system, a large wheel, small ones, and a package that is built: with a compiler it is compiled.
fn project(name: &str, dependencies: &str, compiler: &str) -> Project {
    let spec = format!(
        "apt: {{build: [{compiler}], run: [libpq5]}}\ndependencies: {dependencies}\nentrypoint: python main.py\n"
    );
    Project::with_spec(name, &spec)
}

/// What an engine makes that has never made anything: its digest, and what explains it.
fn made((store, joins): (&str, &str), lock: &str, compiler: &str, time: u64) -> [String; 2] {
    let code = "import idna, markupsafe, PIL.Image, shop.orders, tabulate\n";
    let project = project(&format!("twin-{time}"), "pylock.toml", compiler)
        .file("pylock.toml", lock)
        .file("main.py", code)
        .file("shop/orders.py", "STATES = {'new', 'paid', 3}\n")
        .of_time(time);
    let twin = Twin::start(store);
    let (build, digest) = build_on(&twin.environment, &project, Some(EPOCH), &[]);
    for step in [joins, "BUILD markupsafe", "UNPACK pillow", "APT libpq5"] {
        assert_eq!(build.step(step), Step::Ran, "{step}\n{}", build.log);
    }
    let format = "{{json .RootFS.Layers}} {{json .Config}} {{.Created}}";
    let inspect = ["image", "inspect", "--format", format, &project.image()];
    let about = twin.docker(&inspect).output().unwrap();
    [digest, stdout(&about)]
}

fn two_engines_make_the_same(way: (&str, &str), compiler: &str) {
    if !Twin::can_start() {
        return;
    }
    let packages = "[pillow==11.3.0, idna==3.10, tabulate==0.9.0, markupsafe==3.0.2]";
    let list = format!("{{packages: {packages}, no-binary: [markupsafe]}}");
    let lock = lock_of(&project("twin-lock", &list, compiler));
    let [one, other] = [1_600_000_000, 1_650_000_000].map(|time| made(way, &lock, compiler, time));
    assert!(one[0].starts_with("sha256:"), "{one:?}");
    assert_eq!(one, other);
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_two_engines_merge_the_same_image() {
    two_engines_make_the_same(MERGED, "");
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_two_engines_copy_the_same_image() {
    two_engines_make_the_same(COPIED, "");
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_two_engines_compile_the_same_image() {
    for way in [MERGED, COPIED] {
        two_engines_make_the_same(way, "gcc, libc6-dev");
    }
}
