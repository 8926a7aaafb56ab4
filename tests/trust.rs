//! Authorities of companies: who trusts them during a build, and in the image.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::private_index::tls::Tls;
use crate::private_index::{Index, Wheel};
use crate::support::{Project, Step, places};

/// Containers of the build reach the index in the network of the engine, which is this machine's.
const NETWORK: [&str; 2] = ["--allow=network.host", "--network=host"];

/// Asks an index by HTTPS.
fn ask(tls: &Tls) -> String {
    format!(
        "import urllib.request as u; print(u.urlopen('{}/guarded/').status)",
        tls.simple()
    )
}

/// A project that takes a package from an index, asks it in a build step and in a test, and tells apt's options.
fn project(name: &str, tls: &Tls, certificates: &str) -> Project {
    let ask = ask(tls);
    let options =
        "import subprocess as s; assert b'CAInfo \"/run' in s.check_output(['apt-config', 'dump'])";
    let spec = format!(
        "index: {}\ndependencies: [guarded]\nentrypoint: python main.py\n{certificates}\
        build: [[python, -c, {ask:?}], [python, -c, {options:?}]]\ntest: {{run: [[python, -c, {ask:?}]]}}\n",
        tls.simple()
    );
    Project::with_spec(name, &spec)
        .file("main.py", "print('alive')\n")
        .file("certs/corp.pem", &tls.authority())
}

fn paths(index: &Index) -> Vec<String> {
    let requests = index.take_requests();
    requests.into_iter().map(|request| request.path).collect()
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn an_index_of_an_own_authority_is_reached_with_its_certificate_alone() {
    let wheel = Wheel::new("guarded");
    let index = Index::serve(None, std::slice::from_ref(&wheel));
    let tls = Tls::before(&index);

    let build = project("stranger", &tls, "")
        .build(&NETWORK)
        .expect_failure();
    assert!(build.log.contains("certificate"), "{}", build.log);
    assert_eq!(index.take_requests(), []);

    let known = project("known", &tls, "certificates: certs/corp.pem\n");
    let build = known.build(&NETWORK).expect_success();
    let asked = paths(&index);
    for path in ["/simple/guarded/", &wheel.path()] {
        assert!(asked.iter().any(|it| it == path), "{path}: {asked:?}");
    }
    let look = "import guarded, os; print(guarded.origin, os.listdir('certs'), os.environ.get('SSL_CERT_FILE'))";
    assert_eq!(build.python(look), format!("{} [] None", wheel.origin));
    assert_eq!(places(&build, &tls.mark()), [""; 0]);
    // What would be found is found.
    assert!(!places(&build, &wheel.origin).is_empty());
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn a_certificate_may_be_a_secret_which_is_in_no_key() {
    let wheel = Wheel::new("guarded");
    let index = Index::serve(None, std::slice::from_ref(&wheel));
    let tls = Tls::before(&index);
    let project = project("by-secret", &tls, "certificates: {secret: corp_ca}\n");
    project.write("certs/corp.pem", "");

    let build = project.build(&NETWORK).expect_failure();
    insta::assert_snapshot!(build.error().replace(&tls.simple(), "INDEX"), @r#"
    cart.yaml:5
    --------------------
       3 |     dependencies: [guarded]
       4 |     entrypoint: python main.py
       5 | >>> certificates: {secret: corp_ca}
       6 |     build: [[python, -c, "import urllib.request as u; print(u.urlopen('INDEX/guarded/').status)"], [python, -c, "import subprocess as s; assert b'CAInfo \"/run' in s.check_output(['apt-config', 'dump'])"]]
       7 |     test: {run: [[python, -c, "import urllib.request as u; print(u.urlopen('INDEX/guarded/').status)"]]}
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:5:15: the build has no secret `corp_ca` with the certificates to trust
      help: give it to the build: `--secret id=corp_ca,src=FILE` or `--secret id=corp_ca,env=VARIABLE`
    "#);

    let secrets = Project::new("authorities");
    let build_with = |certificate: &str| {
        secrets.write("corp.pem", certificate);
        let given = secrets.path().join("corp.pem").display().to_string();
        let given = format!("--secret=id=corp_ca,src={given}");
        project.build(&[&NETWORK[..], &[&given]].concat())
    };
    let first = build_with(&tls.authority()).expect_success();
    assert!(paths(&index).contains(&wheel.path()));
    assert_eq!(places(&first, &tls.mark()), [""; 0]);
    let renewed = format!("renewed\n{}", tls.authority());
    let second = build_with(&renewed).expect_success();
    assert_eq!(second.step("RESOLVE"), Step::Cached, "{}", second.log);
    assert_eq!(index.take_requests(), []);

    project.write("main.py", "print('changed')\n");
    let build = build_with("nothing of the kind").expect_failure();
    let told = "/run/cartwright/certificates/001.pem: not a file of certificates (PEM)";
    assert!(build.log.contains(told), "{}", build.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn the_image_trusts_what_the_spec_wants_it_to() {
    let index = Index::serve(None, &[Wheel::new("guarded")]);
    let tls = Tls::before(&index);
    let certificates = "certificates: [{file: certs/corp.pem, runtime: true}]\n";
    let project = project("trusting", &tls, certificates);
    let build = project.build(&NETWORK).expect_success();
    index.take_requests();

    let options = [
        "--network=host",
        "--add-host=localhost:127.0.0.1",
        "--entrypoint=python",
    ];
    let python = |code: &str| build.run(&options, &["-c", code]);
    assert_eq!(python(&ask(&tls)), "200");
    assert_eq!(paths(&index), ["/simple/guarded/"]);
    let look = "import os, ssl; path = os.environ['REQUESTS_CA_BUNDLE']; \
        print(path, os.environ['SSL_CERT_FILE'] == path, open(path).read().count('BEGIN') > 1, os.stat(path).st_mode & 0o777)";
    assert_eq!(
        python(look),
        "/etc/ssl/certs/ca-certificates.crt True True 420"
    );
    let history = build.history();
    assert!(
        history.iter().any(|it| it.contains("TRUST certs/corp.pem")),
        "{history:#?}"
    );
    let mut found = places(&build, &tls.mark());
    // A link of OpenSSL's leads to the first, where the base has it.
    found.retain(|place| place.starts_with("/etc") || place.starts_with("/usr/local"));
    found.sort();
    assert_eq!(
        found,
        [
            "/etc/ssl/certs/ca-certificates.crt",
            "/usr/local/share/ca-certificates/cartwright-1.crt"
        ]
    );
    // It is the same layer again, whatever is built on top of it.
    project.write("main.py", "print('changed')\n");
    let again = project.build(&NETWORK).expect_success();
    assert_eq!(again.step("TRUST"), Step::Cached, "{}", again.log);
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn pip_trusts_it_too() {
    let wheel = Wheel::new("guarded");
    let index = Index::serve(None, std::slice::from_ref(&wheel));
    let tls = Tls::before(&index);
    let certificates = "certificates: certs/corp.pem\ninstaller: pip\n";
    let build = project("pip-trust", &tls, certificates)
        .build(&NETWORK)
        .expect_success();
    assert_eq!(
        build.python("import guarded; print(guarded.origin)"),
        wheel.origin
    );
    assert_eq!(places(&build, &tls.mark()), [""; 0]);
}
