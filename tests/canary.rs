//! Recognizable secrets, everywhere a secret can be given, are looked for in all that a build leaves behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::private_index::tls::Tls;
use crate::private_index::{Index, Wheel};
use crate::repositories::commit_all;
use crate::repositories::web::GitServer;
use crate::support::{self, Project, holders, unique};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

fn secret(place: &str) -> String {
    format!("canary-{place}-{:x}", unique())
}

/// Where all is kept that a build leaves.
struct Left {
    folder: Project,
    log: String,
}

impl Left {
    /// Builds with secrets, by ids and values, and keeps image, attestations, cache, metadata and log.
    fn by(project: &Project, secrets: &[(&str, &str)]) -> Self {
        let kept = Project::new("canary-secrets");
        let given = secrets.iter().map(|(id, value)| {
            kept.write(id, value);
            format!("--secret=id={id},src={}", kept.path().join(id).display())
        });
        let folder = Project::new("canary-left");
        let place = |name: &str| folder.path().join(name).display().to_string();
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
        let arguments: Vec<_> = arguments.into_iter().chain(given).collect();
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let log = project.build(&arguments).expect_success().log;
        Self { folder, log }
    }

    fn holders(&self, wanted: &str) -> Vec<String> {
        holders(self.folder.path(), wanted)
    }

    #[track_caller]
    fn expect_nothing_of(&self, secrets: &[&str]) {
        for secret in secrets {
            assert_eq!(self.holders(secret), [""; 0], "{secret}");
            assert!(!self.log.contains(secret), "{secret}\n{}", self.log);
        }
    }

    /// What is no secret is found: in the image, in its provenance, and in the cache.
    #[track_caller]
    fn expect_all_else(&self, wheel: &Wheel) {
        assert!(!self.holders("not-a-secret").is_empty());
        let is_in =
            |holders: Vec<String>, place: &str| holders.iter().any(|it| it.starts_with(place));
        assert!(is_in(self.holders("in-toto.io/Statement"), "image/"));
        assert!(is_in(self.holders(&wheel.origin), "cache/"));
    }
}

/// Acceptance point 23.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_23_secrets_are_nowhere() {
    if !support::has_containerd_store() {
        return;
    }
    let [index, test, step, variable, authority] =
        ["index", "test", "step", "variable", "authority"].map(secret);
    let encoded = STANDARD.encode(format!("deploy:{index}"));
    let wheel = Wheel::new("guarded");
    let server = Index::serve(
        Some(&format!("Basic {encoded}")),
        std::slice::from_ref(&wheel),
    );
    let tls = Tls::before(&server);
    // The commands know how long a secret is, and nothing of it.
    let check = |path: &str, length: usize| {
        format!("assert len(open('/run/secrets/{path}').read()) == {length}")
    };
    let spec = format!(
        "index: {{url: {}, auth: {{username: deploy, password: index}}}}\n\
        certificates: {{secret: authority}}\n\
        dependencies: [guarded]\nentrypoint: python main.py\nlabels: {{known: not-a-secret}}\n\
        build: {{run: [[python, -c, {:?}]], secrets: [step]}}\n\
        test: {{run: [[python, -c, {:?}], [python, -c, {:?}]], secrets: [test, {{id: variable, env: TOKEN}}]}}\n",
        tls.simple(),
        check("step", step.len()),
        check("test", test.len()),
        format!(
            "import os; assert len(os.environ['TOKEN']) == {}",
            variable.len()
        ),
    );
    let project = Project::with_spec("canary", &spec).file("main.py", "print('alive')\n");
    let left = Left::by(
        &project,
        &[
            ("index", &index),
            ("test", &test),
            ("step", &step),
            ("variable", &variable),
            ("authority", &format!("{authority}\n{}", tls.authority())),
        ],
    );
    left.expect_all_else(&wheel);
    let secrets = [&index, &test, &step, &variable, &encoded, &authority];
    left.expect_nothing_of(&secrets.map(String::as_str));
    left.expect_nothing_of(&[&tls.mark()]);
}

/// The same for what opens repositories.
#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_23_tokens_of_repositories_are_nowhere() {
    if !support::has_containerd_store() {
        return;
    }
    let token = secret("git");
    let wheel = Wheel::new("hidden");
    let repositories = Project::new("canary-repositories");
    for (name, content) in wheel.project() {
        repositories.write(&format!("hidden/{name}"), content);
    }
    let commit = commit_all(&repositories.path().join("hidden"), "first");
    let server = GitServer::serve(repositories.path(), &token);
    let lock = format!(
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n[[packages]]\nname = \"hidden\"\nversion = \"1.0\"\n\
        vcs = {{ type = \"git\", url = \"{}\", commit-id = \"{commit}\" }}\n",
        server.url("hidden")
    );
    let spec =
        "dependencies: pylock.toml\nentrypoint: python main.py\nlabels: {known: not-a-secret}\n";
    let project = Project::with_spec("canary-git", spec)
        .file("main.py", "print('alive')\n")
        .file("pylock.toml", &lock);
    let left = Left::by(&project, &[("GIT_AUTH_TOKEN", &token)]);
    left.expect_all_else(&wheel);
    let encoded = STANDARD.encode(format!("x-access-token:{token}"));
    left.expect_nothing_of(&[&token, &encoded]);
}
