//! What tests and build steps need beside what ships.

use super::*;

/// What tasks require, each with the versions to keep to.
fn required_by_tasks(context: Context) -> String {
    let ships = Locked {
        packages: vec![LockedPackage {
            name: "idna".to_owned(),
            version: Some("3.10".to_owned()),
            artifact: Artifact::Git(Commit {
                repository: Repository::parse("git+https://example.org/idna").unwrap(),
                hash: "0".repeat(40),
            }),
            index: None,
            at: SourceFile::new("lock", "").at(crate::diagnostic::Span::default()),
        }],
        ..Locked::default()
    };
    let tasks = good(context).tasks.into_iter();
    let told = tasks.map(|(name, extra)| {
        let requirements = extra.keep_to(&ships);
        let lines = |text: String| text.lines().collect::<Vec<_>>().join(", ");
        let (wants, keeps) = (
            lines(requirements.to_requirements_txt()),
            lines(requirements.to_constraints_txt()),
        );
        format!("{name} wants {wants}, and keeps to {keeps}")
    });
    told.collect::<Vec<_>>().join("\n")
}

#[test]
fn tasks_get_groups_and_requirements_of_their_own() {
    let manifest = "[project]\nname = \"shop\"\ndependencies = [\"idna\"]\n[dependency-groups]\n\
        dev = [\"pytest\"]\nlint = [\"ruff\", {include-group = \"dev\"}]\n";
    let spec = "deps: pyproject.toml\ntest: pytest\nchecks:\n  lint: {run: ruff, groups: lint, deps: [six]}\n  \
        none: {run: a, groups: []}\n  file: {run: b, groups: [], deps: requirements-dev.txt}\n";
    insta::assert_snapshot!(required_by_tasks((spec, &[
        ("pyproject.toml", manifest),
        ("requirements-dev.txt", "-c limits.txt\ntox\n"),
        ("limits.txt", "tox<5\n"),
    ])), @"
    file wants tox, and keeps to tox<5, idna==3.10
    lint wants ruff, pytest, six, and keeps to idna==3.10
    none wants , and keeps to idna==3.10
    test wants pytest, and keeps to idna==3.10
    ");
    let extra = format!(
        "{manifest}[project.optional-dependencies]\ntest = [\"Shop[cover]\", \"httpx\"]\ncover = [\"coverage\"]\n"
    );
    let spec = "deps: pyproject.toml\ntest: {run: pytest, extras: [test]}\nchecks: {lint: {run: ruff, extras: cover, groups: lint}}\n";
    insta::assert_snapshot!(required_by_tasks((spec, &[("pyproject.toml", &extra)])), @"
    lint wants ruff, pytest, coverage, and keeps to idna==3.10
    test wants httpx, coverage, and keeps to idna==3.10
    ");
    // What is pinned with hashes does not bind what never ships.
    let hash = format!("idna==3.10 --hash=sha256:{}\n", "0".repeat(64));
    let spec = "deps: requirements.txt\ntest: {run: pytest, deps: [pytest]}\n";
    insta::assert_snapshot!(required_by_tasks((spec, &[("requirements.txt", &hash)])), @"test wants pytest, and keeps to idna==3.10");
}

#[test]
fn groups_that_a_pylock_lacks_are_those_of_the_project_beside_it() {
    let manifest = "[project]\nname = \"shop\"\ndependencies = [\"idna\"]\n[dependency-groups]\n\
        dev = [\"pytest\"]\nlint = [\"ruff\"]\n[tool.uv]\nextra-index-url = [\"https://example.com/simple\"]\n";
    let lock = |groups: &str| {
        format!(
            "lock-version = \"1.0\"\ncreated-by = \"test\"\ndependency-groups = [{groups}]\npackages = []\n"
        )
    };
    let spec = "deps: pylock.toml\ntest: pytest\nchecks: {lint: {run: ruff, groups: [lint]}}\n";
    let (none, dev) = (lock(""), lock("\"dev\""));
    let project = ("pyproject.toml", manifest);
    insta::assert_snapshot!(required_by_tasks((spec, &[project, ("pylock.toml", &none)])), @"
    lint wants ruff, and keeps to idna==3.10
    test wants pytest, and keeps to idna==3.10
    ");
    let inputs = good((spec, &[project, ("pylock.toml", &dev)]));
    let Extra { lock, requirements } = &inputs.tasks["test"];
    assert!(lock.is_some() && requirements.is_empty());
    let indexes = |task: &str| &inputs.tasks[task].requirements.options.extra_index_urls;
    assert_eq!(indexes("lint").as_slice(), ["https://example.com/simple"]);
    assert_eq!(indexes("test").as_slice(), [""; 0]);
    // Of a group that nobody has, the lock tells.
    let unknown = "deps: pylock.toml\ntest: {run: pytest, groups: [tests]}\n";
    let inputs = good((unknown, &[project, ("pylock.toml", &none)]));
    assert!(inputs.tasks["test"].lock.is_some());
}
