//! What is told of what was found.

use super::*;

fn config(spec: &str, client: Option<&str>) -> Result<Config, String> {
    let spec = SourceFile::new("cart.yaml", spec);
    Config::read(&spec, client).map_err(|problem| render_one(&problem))
}

/// What is told of a finding, and whether it is an error.
fn told(config: Config, spec: &str) -> String {
    let mut report = Report::new(config);
    match report.add(&look_at(spec, &[], Scope::Build)) {
        Ok(()) => report.into_warnings().iter().map(render_one).collect(),
        Err(errors) => format!("ERROR {}", render(&errors)),
    }
}

#[test]
fn a_spec_or_the_client_says_what_is_told() {
    let spec = "#!/usr/bin/env docker\n# syntax=cartwright\n# check=skip=rootuser, ShellSyntax;error=true\nuser: root\nbase: python\n";
    insta::assert_snapshot!(told(config(spec, None).unwrap(), spec), @"
    ERROR cart.yaml:5:7: UnpinnedBase: `python:latest` is another image every now and then
      help: name a version, such as `python:3.13-slim`, or a digest (`@sha256:…`)
    ");
    insta::assert_snapshot!(told(config(spec, Some("skip=UnpinnedBase,JSONArgsRecommended")).unwrap(), spec), @"
    cart.yaml:4:7: the container runs as root
      why: a flaw in the application then gives away everything in the container
      help: remove `user` for an ordinary user (10001), unless the application needs root
    ");
    let silent = config(spec, Some("skip=all;error=true;experimental=all")).unwrap();
    assert_eq!(told(silent, spec), "");
    // A comment ends what BuildKit reads too.
    let late = "# syntax=cartwright\n# A service.\n# check=skip=all\nuser: root\n";
    assert_eq!(config(late, None), Ok(Config::default()));
}

#[test]
fn what_cannot_be_meant_is_told() {
    let of = |text: &str| config(&format!("# syntax=x\n#  check = {text}\n"), None).unwrap_err();
    insta::assert_snapshot!(of("error=true;skip=RotUser"), @"
    cart.yaml:2:23: there is no rule `RotUser`
      help: did you mean `RootUser`?
    ");
    insta::assert_snapshot!(of("skip"), @"
    cart.yaml:2:12: `skip` does not say what to check
      help: write `skip=` and names of rules, or `skip=all`; and `error=true` to make findings errors: `# check=skip=RootUser;error=true`
    ");
    insta::assert_snapshot!(of("error=yes"), @"
    cart.yaml:2:12: `error=yes` does not say what to check
      help: write `skip=` and names of rules, or `skip=all`; and `error=true` to make findings errors: `# check=skip=RootUser;error=true`
    ");
    insta::assert_snapshot!(config("", Some("error=yes")).unwrap_err(), @"
    `BUILDKIT_DOCKERFILE_CHECK`: `error=yes` does not say what to check
      help: write `skip=` and names of rules, or `skip=all`; and `error=true` to make findings errors: `# check=skip=RootUser;error=true`
    ");
}

#[test]
fn nothing_is_told_twice() {
    let mut report = Report::new(Config::default());
    for _ in 0..2 {
        report
            .add(&look_at("user: root", &[], Scope::Build))
            .unwrap();
    }
    assert_eq!(report.into_warnings().iter().count(), 1);
}
