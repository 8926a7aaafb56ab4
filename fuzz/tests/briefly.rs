//! A short campaign against every target, the same each time. `cargo xtask fuzz` runs long ones.

use std::collections::BTreeSet;

use cartwright_fuzz::campaign;
use cartwright_fuzz::targets;

/// Inputs for each target: as many as take a second or two without optimization.
const INPUTS: u64 = 500;

fn briefly(name: &str) {
    let Some(target) = targets::find(name) else {
        panic!("there is no target `{name}`");
    };
    let outcome = campaign::run(target, INPUTS, 1, |_, _| {}, |_, _| {});
    assert_eq!(outcome.panics, BTreeSet::new());
    assert_eq!(outcome.inputs, INPUTS);
}

macro_rules! campaigns {
    ($($test:ident: $name:literal,)*) => {
        $(
            #[test]
            fn $test() {
                briefly($name);
            }
        )*

        #[test]
        fn no_target_is_left_out() {
            let tested = [$($name),*];
            let all: Vec<_> = targets::ALL.iter().map(|target| target.name).collect();
            assert_eq!(all, tested);
        }
    };
}

campaigns! {
    spec: "spec",
    uv_lock: "uv-lock",
    pylock: "pylock",
    poetry_lock: "poetry-lock",
    pdm_lock: "pdm-lock",
    pipfile_lock: "pipfile-lock",
    requirements: "requirements",
    pyproject: "pyproject",
    ignore: "ignore",
    source: "source",
    packaging: "packaging",
    options: "options",
    answers: "answers",
    messages: "messages",
    wheel: "wheel",
    archive: "archive",
    elf: "elf",
}
