//! What the client shows while it builds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use crate::support::Project;

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn every_step_has_a_title_and_none_is_there_twice() {
    let spec = "dependencies: [idna==3.10, markupsafe==3.0.2]\napt: {run: [libyaml-0-2]}\nentrypoint: python\n";
    let build = Project::with_spec("progress", spec)
        .build(&[])
        .expect_success();
    let mut titles: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen = Vec::new();
    for line in build.numbered_log.lines() {
        let Some((number, title)) = line.split_once(' ') else {
            continue;
        };
        if number.starts_with('#') && number != "#0" && !seen.contains(&number) {
            seen.push(number);
            *titles.entry(title).or_default() += 1;
        }
    }
    let known = [
        "[",
        "docker-image://",
        "resolve image config for ",
        "exporting ",
    ];
    for (title, count) in &titles {
        assert!(
            known.iter().any(|start| title.starts_with(start)),
            "{title:?}\n{}",
            build.log
        );
        assert_eq!(*count, 1, "{title:?}\n{}", build.log);
    }
    // As in Dockerfiles. A step that another build runs at this moment, too, would have the number that it has there.
    let step = "[environment 5/5] COMPARE files";
    assert!(build.numbered_log.contains(step), "{}", build.numbered_log);
    // BuildKit's own look at the first line, and ours at the whole, are one.
    assert!(titles.contains_key("[internal] load build definition from cart.yaml"));
}
