//! Indexes that ask for a login: who gets to see the secret, and what users read when it is not there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use crate::private_index::{Index, Request, Wheel};
use crate::support::{Build, Project, places};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The value of every secret here: nobody may find it anywhere.
const CANARY: &str = "canary-Kq7vN2xWz";

/// Containers of the build reach the index in the network of the engine, which is this machine's.
const NETWORK: [&str; 3] = ["--allow", "network.host", "--network=host"];

/// Builds with secrets: ids and values.
fn build(project: &Project, secrets: &[(&str, &str)]) -> Build {
    let folder = Project::new("secrets");
    let give = |(id, value): &(&str, &str)| {
        folder.write(id, value);
        format!("--secret=id={id},src={}", folder.path().join(id).display())
    };
    let given: Vec<_> = secrets.iter().map(give).collect();
    let arguments: Vec<_> = NETWORK
        .into_iter()
        .chain(given.iter().map(String::as_str))
        .collect();
    project.build(&arguments)
}

fn basic() -> String {
    format!("Basic {}", STANDARD.encode(format!("deploy:{CANARY}")))
}

fn bearer() -> String {
    format!("Bearer {CANARY}")
}

fn spec(index: &Index, auth: &str, dependencies: &str) -> String {
    format!(
        "index:\n  name: corp\n  url: {}\n  auth: {auth}\ndependencies: {dependencies}\nentrypoint: python\n",
        index.simple()
    )
}

/// A lock that takes wheels from an index.
fn lock(index: &Index, wheels: &[Wheel]) -> String {
    let entry = |wheel: &Wheel| {
        let Wheel { name, .. } = wheel;
        let url = index.url(&wheel.path());
        let (sha256, size) = (wheel.sha256(), wheel.bytes().len());
        format!(
            "[[packages]]\nname = \"{name}\"\nversion = \"1.0\"\nindex = \"{}\"\n\
            wheels = [{{ url = \"{url}\", size = {size}, hashes = {{ sha256 = \"{sha256}\" }} }}]\n",
            index.simple()
        )
    };
    let entries: String = wheels.iter().map(entry).collect();
    format!("lock-version = \"1.0\"\ncreated-by = \"test\"\n{entries}")
}

/// What was asked, without order.
fn asked(requests: &[Request], status: u16) -> BTreeSet<&str> {
    let wanted = requests.iter().filter(|request| request.status == status);
    wanted.map(|request| request.path.as_str()).collect()
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn every_login_resolves_and_downloads_and_is_seen_nowhere() {
    let names = ["by_name", "by_token", "by_header", "by_netrc"];
    let wheels = names.map(Wheel::new);
    let keys = [basic(), bearer(), basic(), basic()];
    let indexes: Vec<_> = std::iter::zip(&wheels, &keys)
        .map(|(wheel, key)| Index::serve(Some(key), std::slice::from_ref(wheel)))
        .collect();
    let [name, token, header, netrc] = indexes.as_slice() else {
        unreachable!()
    };
    let spec = format!(
        "index:\n\
        - {{url: {}, auth: {{username: deploy, password: corp.password}}}}\n\
        - {{url: {}, auth: {{token: corp.token}}}}\n\
        - {{url: {}, auth: {{header: corp.header}}}}\n\
        - {{url: {}, auth: netrc}}\n\
        dependencies: [{}]\nentrypoint: python\n",
        name.simple(),
        token.simple(),
        header.simple(),
        // Entries of netrc files are for hosts, whatever the port.
        netrc.simple().replace("127.0.0.1", "localhost"),
        names.join(", ")
    );
    let project = Project::with_spec("logins", &spec);
    let secrets = [
        ("corp.password", format!("{CANARY}\n")),
        ("corp.token", format!("{CANARY}\n")),
        ("corp.header", basic()),
        (
            "netrc",
            format!("machine localhost login deploy password {CANARY}\n"),
        ),
    ];
    let secrets = secrets.each_ref().map(|(id, value)| (*id, value.as_str()));
    let build = build(&project, &secrets).expect_success();

    let names = names.join(", ");
    let loaded = build.python(&format!(
        "import {names}; print(len({{it.origin for it in [{names}]}}))"
    ));
    assert_eq!(loaded, "1");
    for secret in [CANARY, &STANDARD.encode(format!("deploy:{CANARY}"))] {
        assert_eq!(places(&build, secret), [""; 0]);
    }
    let known = places(&build, &wheels[0].origin);
    assert!(
        known.iter().any(|path| path.ends_with("/by_name.py")),
        "{known:#?}"
    );
    let known = places(&build, &build.image);
    assert!(
        known.contains(&"manifests and attestations".to_owned()),
        "{known:#?}"
    );
    for ((index, key), wheel) in indexes.iter().zip(&keys).zip(&wheels) {
        let requests = index.take_requests();
        let has = |status| move |it: &&Request| it.status == status;
        let refused: Vec<_> = requests.iter().filter(has(401)).collect();
        assert!(
            refused.iter().all(|it| it.authorization.is_none()),
            "{refused:#?}"
        );
        let served: Vec<_> = requests.iter().filter(has(200)).collect();
        assert!(
            served
                .iter()
                .all(|it| it.authorization.as_ref() == Some(key)),
            "{served:#?}"
        );
        assert!(
            asked(&requests, 200).contains(wheel.path().as_str()),
            "{requests:#?}"
        );
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_locked_file_is_fetched_once_whatever_the_secret() {
    let wheels = [Wheel::new("locked_one"), Wheel::new("locked_two")];
    let index = Index::serve(Some(&bearer()), &wheels);
    let spec = spec(&index, "{token: corp}", "pylock.toml");
    let lock = lock(&index, &wheels);
    let project = Project::with_spec("fetch-once", &spec).file("pylock.toml", &lock);
    let one = build(&project, &[("corp", CANARY)]).expect_success();
    assert_eq!(one.python("import locked_one, locked_two; print(1)"), "1");
    let requests = index.take_requests();
    let files: Vec<_> = wheels.iter().map(Wheel::path).collect();
    assert_eq!(
        asked(&requests, 200),
        files.iter().map(String::as_str).collect()
    );
    assert_eq!(requests.len(), 2, "{requests:#?}");

    let other = Project::with_spec("fetch-again", &spec).file("pylock.toml", &lock);
    other.write("main.py", "print('another project')");
    build(&other, &[("corp", "another value")]).expect_success();
    assert_eq!(index.take_requests(), []);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_redirect_to_another_server_takes_no_login_along() {
    let wheels = [Wheel::new("moved")];
    let store = Index::serve(None, &wheels);
    let index = Index::redirect(&basic(), &wheels, &store);
    let spec = spec(&index, "{username: deploy, password: corp}", "pylock.toml");
    let project = Project::with_spec("redirect", &spec).file("pylock.toml", &lock(&index, &wheels));
    build(&project, &[("corp", CANARY)]).expect_success();
    assert_eq!(index.take_requests()[0].authorization, Some(basic()));
    let requests = store.take_requests();
    assert_eq!(asked(&requests, 200), [wheels[0].path().as_str()].into());
    assert_eq!(requests[0].authorization, None);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_missing_or_wrong_secret_points_at_the_login() {
    let wheels = [Wheel::new("unreachable")];
    let index = Index::serve(Some(&basic()), &wheels);
    let auth = "{username: deploy, password: corp}";
    let resolved = Project::with_spec("no-login", &spec(&index, auth, "[unreachable]"));
    let locked = Project::with_spec("no-login-locked", &spec(&index, auth, "pylock.toml"))
        .file("pylock.toml", &lock(&index, &wheels));
    let forged = lock(&index, &wheels).replace(&wheels[0].sha256(), &"0".repeat(64));
    let forged = Project::with_spec("forged", &spec(&index, auth, "pylock.toml"))
        .file("pylock.toml", &forged);
    let by_token = Project::with_spec(
        "token-locked",
        &spec(&index, "{token: corp}", "pylock.toml"),
    )
    .file("pylock.toml", &lock(&index, &wheels));
    let missing = "the build has no secret `corp` to log in to `corp` with";
    for (project, secret, told) in [
        (&resolved, None, missing),
        (&resolved, Some("wrong-Rt5k"), "(401 Unauthorized)"),
        (&locked, None, "failed to solve: secret corp: not found"),
        (
            &locked,
            Some("wrong-Rt5k"),
            "the index refused the login (401",
        ),
        (&locked, Some("two\nwrong-Rt5k"), "not one line of text"),
        (&by_token, Some("€wrong-Rt5k"), "letters that are not ASCII"),
        (&forged, Some(CANARY), "its SHA-256 should be 0000"),
    ] {
        let secrets: Vec<_> = secret.into_iter().map(|value| ("corp", value)).collect();
        let build = build(project, &secrets).expect_failure();
        assert!(build.error().contains(">>>   auth: {"), "{}", build.log);
        assert!(build.log.contains(told), "{}", build.log);
        assert!(!build.log.contains("wrong-Rt5k"), "{}", build.log);
        assert!(!build.log.contains(CANARY), "{}", build.log);
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn packages_of_an_index_come_from_it_alone_and_nothing_else_does() {
    let everything = Index::serve(
        None,
        &[
            Wheel::new("heavy").version("9.0"),
            Wheel::new("uses_heavy").needs("heavy"),
            Wheel::new("other"),
        ],
    );
    let special = Index::serve(
        None,
        &[Wheel::new("heavy"), Wheel::new("other").version("9.0")],
    );
    let spec = format!(
        "index: [{}, {{url: {}, packages: heavy}}]\ndependencies: [other, uses-heavy]\nentrypoint: python\n",
        everything.simple(),
        special.simple()
    );
    let project = Project::with_spec("index-of-a-package", &spec);
    let version = "from importlib.metadata import version as v; print(v('heavy'), v('other'))";
    let built = build(&project, &[]).expect_success();
    assert_eq!(built.python(version), "1.0 1.0");
    let asked = special.take_requests();
    assert!(
        asked.iter().all(|it| it.path.contains("heavy")),
        "{asked:#?}"
    );

    // The same from uv's own settings.
    let manifest = format!(
        "[project]\nname = \"app\"\ndependencies = [\"uses-heavy\", \"other\"]\n\
        [[tool.uv.index]]\nurl = \"{}\"\ndefault = true\n\
        [[tool.uv.index]]\nname = \"special\"\nurl = \"{}\"\nexplicit = true\n\
        [tool.uv.sources]\nheavy = {{ index = \"special\" }}\nother = {{ index = \"special\", marker = \"sys_platform == 'win32'\" }}\n",
        everything.simple(),
        special.simple()
    );
    let project = Project::with_spec("uv-index-of-a-package", "entrypoint: python\n").file(
        "pyproject.toml",
        &manifest.replace("\"uses-heavy\"", "\"uses-heavy\", \"heavy\""),
    );
    let built = build(&project, &[]).expect_success();
    assert_eq!(built.python(version), "1.0 1.0");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_index_of_this_machine_is_told_to_need_its_network() {
    let spec = "index: http://127.0.0.1:9/simple\ndependencies: [idna]\nentrypoint: python\n";
    let project = Project::with_spec("index-loopback", spec);
    let log = project.build(&[]).expect_failure().log;
    let help =
        "help: `127.0.0.1` is this step itself; it is the engine's machine with `--network=host`";
    assert!(log.contains(help), "{log}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_index_of_a_poetry_lock_is_asked_for_its_own_packages_alone() {
    let [open, secret] = [[Wheel::new("other")], [Wheel::new("inner")]];
    let everything = Index::serve(None, &open);
    let private = Index::serve(Some(&basic()), &secret);
    let entry = |wheel: &Wheel, source: &str| {
        let (name, file, sha256) = (&wheel.name, wheel.file_name(), wheel.sha256());
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"1.0\"\noptional = false\npython-versions = \"*\"\ngroups = [\"main\"]\n\
            files = [{{file = \"{file}\", hash = \"sha256:{sha256}\"}}]\n{source}"
        )
    };
    let source = format!(
        "[package.source]\ntype = \"legacy\"\nurl = \"{}\"\nreference = \"corp\"\n",
        private.simple()
    );
    let lock = format!(
        "{}{}[metadata]\nlock-version = \"2.1\"\npython-versions = \">=3.9\"\ncontent-hash = \"\"\n",
        entry(&secret[0], &source),
        entry(&open[0], "")
    );
    let spec = format!(
        "index: [{}, {{name: corp, url: {}, explicit: true, auth: {{username: deploy, password: corp}}}}]\n\
        dependencies: poetry.lock\nentrypoint: python\n",
        everything.simple(),
        private.simple()
    );
    let project = Project::with_spec("index-of-poetry", &spec).file("poetry.lock", &lock);
    let log = build(&project, &[("corp", "wrong-Rt5k")])
        .expect_failure()
        .log;
    assert!(log.contains("(401 Unauthorized)"), "{log}");
    let built = build(&project, &[("corp", CANARY)]).expect_success();
    assert_eq!(built.python("import inner, other; print('both')"), "both");
    let requests = private.take_requests();
    let strange = requests.iter().find(|it| !it.path.contains("inner"));
    assert_eq!(strange.map(|it| &it.path), None);
    let requests = everything.take_requests();
    let strange = requests.iter().find(|it| it.path.contains("inner"));
    assert_eq!(strange.map(|it| &it.path), None);
}
