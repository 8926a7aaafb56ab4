//! The same lock, the same image: made again from nothing, from another checkout, at another time, on another engine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::{self, Build, Project, Step, build_at, build_on, layers, lock_of};
use crate::twin::Twin;

/// Packages of the system, two of which write down when they were installed; wheels, an account, a directory below others that
/// are not there.
const SPEC: &str = "apt: {run: [fontconfig, fonts-dejavu-mono, tcpdump]}
dependencies: pylock.toml
workdir: /srv/shop/app
entrypoint: python main.py
";

const EPOCH: &str = "1700000000";

/// Everything is made again. The engine's own cache is left alone: it may be a user's.
const ANEW: &[&str] = &["--no-cache"];

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn what_is_made_again_is_the_same_image() {
    let list = "dependencies: [idna==3.10, tabulate==0.9.0]\nentrypoint: python\n";
    let lock = lock_of(&Project::with_spec("clean-lock", list));

    let one = checkout("clean-one", &lock, 1_600_000_000);
    let (first, digest) = build_at(&one, Some(EPOCH), ANEW);
    assert_eq!(first.step("UNPACK idna"), Step::Ran, "{}", first.log);
    let first = layers(&first);

    let other = checkout("clean-other", &lock, 1_650_000_000);
    let (second, same) = build_at(&other, Some(EPOCH), ANEW);
    for step in ["APT", "UNPACK idna", "ACCOUNT", "COPY"] {
        assert_eq!(second.step(step), Step::Ran, "{step}\n{}", second.log);
    }
    assert_eq!(first, layers(&second));
    assert_eq!(digest, same, "the layers are the same, the image is not");

    let (without, _) = build_at(&other, None, &[]);
    let (application, rest) = first.split_last().unwrap();
    assert_eq!(layers(&without).split_last().unwrap().1, rest);
    // Copies are known by what they copy, whatever the times of that.
    if support::has_containerd_store() {
        assert_ne!(layers(&without).last(), Some(application));
    }
    works(&without);

    // On an engine that has never made anything.
    if Twin::can_start() {
        let store = if support::has_containerd_store() {
            "containerd"
        } else {
            "classic"
        };
        let twin = Twin::start(store);
        let elsewhere = checkout("clean-elsewhere", &lock, 1_550_000_000);
        let (third, same) = build_on(&twin.environment, &elsewhere, Some(EPOCH), &[]);
        assert_eq!(third.step("APT"), Step::Ran, "{}", third.log);
        assert_eq!(digest, same, "the engine is another, and so is the image");
    }
}

/// That the packages of [`SPEC`] are used without a word.
fn works(build: &Build) {
    let run = |arguments: &[&str], command: &str| {
        let shell = [&["--read-only", "--entrypoint=sh"], arguments].concat();
        build.run(&shell, &["-c", command])
    };
    // 1980-01-01, in days.
    assert_eq!(
        run(&["--user=0"], "grep tcpdump /etc/shadow"),
        "tcpdump:!:3652::::::"
    );
    // A cache that does not fit its directories would be made again, and cannot be.
    let fonts = run(&[], "fc-list 2>&1");
    assert!(fonts.contains("DejaVuSansMono.ttf"), "{fonts}");
    assert!(!fonts.contains("No writable cache directories"), "{fonts}");
}

/// A project as someone gets it from version control: every file with the time of that moment.
fn checkout(name: &str, lock: &str, time: u64) -> Project {
    Project::with_spec(name, SPEC)
        .file("pylock.toml", lock)
        .file("main.py", "import shop.orders\n")
        .file("shop/orders.py", "STATES = {'new', 'paid', 3}\n")
        .of_time(time)
}
