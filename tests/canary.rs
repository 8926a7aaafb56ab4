//! Recognizable secrets, everywhere a secret can be given, are looked for in all that a build leaves behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod private_index;
mod support;

use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use private_index::{Index, Wheel};
use support::{Project, stdout, unique};

/// The files under a directory that hold a text.
fn holders(directory: &Path, wanted: &str) -> Vec<String> {
    let mut grep = Command::new("grep");
    let grep = grep
        .args(["-rlF", "--", wanted])
        .arg(directory)
        .output()
        .unwrap();
    assert!(grep.stderr.is_empty(), "{grep:?}");
    stdout(&grep).lines().map(str::to_owned).collect()
}

/// Acceptance point 23.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_23_secrets_are_nowhere() {
    let secret = |place: &str| format!("canary-{place}-{:x}", unique());
    let [index, test, step, variable] = ["index", "test", "step", "variable"].map(secret);
    let header = format!("Basic {}", STANDARD.encode(format!("deploy:{index}")));
    let wheels = [Wheel::new("guarded")];
    let server = Index::serve(Some(&header), &wheels);
    // The commands know how long a secret is, and nothing of it.
    let check = |path: &str, length: usize| {
        format!("assert len(open('/run/secrets/{path}').read()) == {length}")
    };
    let spec = format!(
        "index: {{url: {}, auth: {{username: deploy, password: index}}}}\n\
        dependencies: [guarded]\nentrypoint: python main.py\nlabels: {{known: not-a-secret}}\n\
        build: {{run: [[python, -c, {:?}]], secrets: [step]}}\n\
        test: {{run: [[python, -c, {:?}], [python, -c, {:?}]], secrets: [test, {{id: variable, env: TOKEN}}]}}\n",
        server.simple(),
        check("step", step.len()),
        check("test", test.len()),
        format!(
            "import os; assert len(os.environ['TOKEN']) == {}",
            variable.len()
        ),
    );
    let project = Project::with_spec("canary", &spec).file("main.py", "print('alive')\n");
    let kept = Project::new("canary-secrets");
    let given = [
        ("index", &index),
        ("test", &test),
        ("step", &step),
        ("variable", &variable),
    ];
    let given = given.map(|(id, value)| {
        kept.write(id, value);
        format!("--secret=id={id},src={}", kept.path().join(id).display())
    });
    let left = Project::new("canary-left");
    let place = |name: &str| left.path().join(name).display().to_string();
    let told = place("metadata.json");
    let plain = "compression=uncompressed,force-compression=true";
    let arguments = [
        "--allow=network.host".to_owned(),
        "--network=host".to_owned(),
        "--provenance=mode=max".to_owned(),
        format!("--metadata-file={told}"),
        format!(
            "--output=type=oci,tar=false,dest={},{plain}",
            place("image")
        ),
        format!(
            "--cache-to=type=local,mode=max,dest={},{plain}",
            place("cache")
        ),
        "--debug".to_owned(),
    ];
    let arguments: Vec<_> = arguments.iter().chain(&given).map(String::as_str).collect();
    let build = project.build(&arguments).expect_success();

    let holders = |wanted: &str| holders(left.path(), wanted);
    // What is no secret is found: in the image, in its provenance, and in the cache.
    assert!(!holders("not-a-secret").is_empty());
    assert!(
        holders("in-toto.io/Statement")
            .iter()
            .any(|path| path.contains("/image/"))
    );
    assert!(
        holders(&wheels[0].origin)
            .iter()
            .any(|path| path.contains("/cache/"))
    );
    let encoded = STANDARD.encode(format!("deploy:{index}"));
    for secret in [&index, &test, &step, &variable, &encoded] {
        assert_eq!(holders(secret), [""; 0], "{secret}");
        assert!(
            !build.log.contains(secret.as_str()),
            "{secret}\n{}",
            build.log
        );
    }
}
