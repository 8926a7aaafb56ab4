//! Where a build takes its files from, as its graph tells.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;

use crate::fake_engine::Engine;
use buildkit_llb::{Definition, Describe, Digests, Image, OpOrder, Platform, definition_to_json};
use serde_json::Value;

fn engine() -> Engine {
    Engine::with_files(&[
        ("cart.yaml", "exclude: [docs]\nentrypoint: python main.py\n"),
        ("context", "a text"),
        (".dockerignore", "ignored\n"),
    ])
}

/// Every source and copy of files, by where they come from: in the graph of the spec, and in that of the image.
fn files(engine: &Engine) -> String {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let is_entry = |graph: &&buildkit_proto::pb::Definition| {
        let json = definition_to_json(graph, Digests::Hidden).to_string();
        !json.contains("probe.py")
    };
    let entry = transcript.solved.iter().find(is_entry).unwrap();
    let image = transcript.solved.last().unwrap();
    let mut told = String::new();
    for (what, graph) in [("spec", entry), ("image", image)] {
        let _ = writeln!(told, "{what}");
        let json = definition_to_json(graph, Digests::Hidden);
        for op in json.as_array().unwrap() {
            let title = op["metadata"]["title"].as_str().unwrap_or_default();
            let is_about_files = [
                "context",
                "definition",
                "source",
                "directory",
                "enter",
                "other",
            ];
            if is_about_files.iter().any(|word| title.contains(word)) {
                let _ = writeln!(told, "  {title}\n    {}", source(op));
            }
        }
    }
    told
}

fn source(op: &Value) -> String {
    match op["source"].as_str() {
        Some(identifier) => format!("{identifier} {}", short(&op["attrs"].to_string())),
        None => short(&op["file"]["actions"].to_string()),
    }
}

/// Without the long list of what is never shipped, whose first is `.git` and whose last is `venv`.
fn short(text: &str) -> String {
    for quote in ["\\\"", "\""] {
        let (first, last) = (format!("{quote}.git{quote}"), format!("{quote}venv{quote}"));
        if let (Some(start), Some(end)) = (text.find(&first), text.find(&last)) {
            return format!("{}…{}", &text[..start], &text[end + last.len()..]);
        }
    }
    text.to_owned()
}

fn tree(name: &str) -> buildkit_proto::pb::Definition {
    let image = Image::new(format!("example.com/{name}:1"), Platform::linux("amd64"));
    let image = image.title(format!("other target {name}")).into_output();
    Definition::build(image, OpOrder::of_engine(true)).into_pb()
}

#[test]
fn directories_of_the_client() {
    insta::assert_snapshot!(files(&engine()), @r#"
    spec
      [internal] load build definition from cart.yaml
        local://dockerfile {"local.differ":"none","local.followpaths":"[\"cart.yaml\",\"cart.yaml.dockerignore\"]","local.session":"the-session","local.sharedkeyhint":"dockerfile"}
    image
      [internal] load build context
        local://context {"local.excludepatterns":"[…,\"cart.yaml\",\"cart.yaml.dockerignore\",\"ignored\",\"docs\"]","local.session":"the-session","local.sharedkeyhint":"context"}
    "#);
    let shared = engine()
        .option("local-sessionid:context", "of the context")
        .option("local-sessionid:dockerfile", "of the spec");
    insta::assert_snapshot!(files(&shared), @r#"
    spec
      [internal] load build definition from cart.yaml
        local://dockerfile {"local.differ":"none","local.followpaths":"[\"cart.yaml\",\"cart.yaml.dockerignore\"]","local.session":"of the spec","local.sharedkeyhint":"dockerfile"}
    image
      [internal] load build context
        local://context {"local.excludepatterns":"[…,\"cart.yaml\",\"cart.yaml.dockerignore\",\"ignored\",\"docs\"]","local.session":"of the context","local.sharedkeyhint":"context"}
    "#);
}

#[test]
fn a_repository_holds_both() {
    let git = engine().option("context", "https://me:secret@example.com/app.git#v1:sub");
    insta::assert_snapshot!(files(&git), @r#"
    spec
      [internal] load git source https://*********@example.com/app.git#v1:sub
        git://example.com/app.git#v1:sub {"git.authheadersecret":"GIT_AUTH_HEADER","git.authtokensecret":"GIT_AUTH_TOKEN","git.fullurl":"https://me:secret@example.com/app.git"}
    image
      [internal] load git source https://*********@example.com/app.git#v1:sub
        git://example.com/app.git#v1:sub {"git.authheadersecret":"GIT_AUTH_HEADER","git.authtokensecret":"GIT_AUTH_TOKEN","git.fullurl":"https://me:secret@example.com/app.git"}
      [internal] load build context
        [{"copy":{"contents":true,"dest":"/","exclude":[…,"cart.yaml","cart.yaml.dockerignore","docs"],"from":"@4","src":"/"}}]
    "#);
    // The time of what is built is the client's: so is that of the files.
    let dated = engine()
        .option("context", "git@example.com:app?keep-git-dir=1")
        .option("contextsubdir", "sub/deeper")
        .option("build-arg:SOURCE_DATE_EPOCH", "1");
    insta::assert_snapshot!(files(&dated), @r#"
    spec
      [internal] load git source git@example.com:app
        git://example.com/app {"git.authheadersecret":"GIT_AUTH_HEADER","git.authtokensecret":"GIT_AUTH_TOKEN","git.fullurl":"git@example.com:app","git.keepgitdir":"true","git.mountsshsock":"default","git.mtime":"commit"}
    image
      [internal] load git source git@example.com:app
        git://example.com/app {"git.authheadersecret":"GIT_AUTH_HEADER","git.authtokensecret":"GIT_AUTH_TOKEN","git.fullurl":"git@example.com:app","git.keepgitdir":"true","git.mountsshsock":"default","git.mtime":"commit"}
      [internal] enter sub/deeper
        [{"copy":{"contents":true,"dest":"/","from":"@4","src":"/sub/deeper"}}]
      [internal] load build context
        [{"copy":{"contents":true,"dest":"/","exclude":[…,"cart.yaml","cart.yaml.dockerignore","docs"],"from":"@5","src":"/"}}]
    "#);
}

#[test]
fn the_spec_may_be_the_clients_all_the_same() {
    let mixed = engine()
        .option("other", "https://example.com/app.git")
        .option("contextkey", "other")
        .option("dockerfilekey", "spec");
    insta::assert_snapshot!(files(&mixed), @r#"
    spec
      [internal] load build definition from cart.yaml
        local://spec {"local.differ":"none","local.followpaths":"[\"cart.yaml\",\"cart.yaml.dockerignore\"]","local.session":"the-session","local.sharedkeyhint":"spec"}
    image
      [internal] load git source https://example.com/app.git
        git://example.com/app.git {"git.authheadersecret":"GIT_AUTH_HEADER","git.authtokensecret":"GIT_AUTH_TOKEN","git.fullurl":"https://example.com/app.git"}
      [internal] load build context
        [{"copy":{"contents":true,"dest":"/","exclude":[…,"cart.yaml","cart.yaml.dockerignore","docs"],"from":"@4","src":"/"}}]
    "#);
}

#[test]
fn results_of_other_builds() {
    let both = engine()
        .input("context", tree("files"))
        .input("dockerfile", tree("spec"));
    insta::assert_snapshot!(files(&both), @r#"
    spec
      other target spec
        docker-image://example.com/spec:1 null
    image
      other target files
        docker-image://example.com/files:1 null
      [internal] load build context
        [{"copy":{"contents":true,"dest":"/","exclude":[…,"cart.yaml","cart.yaml.dockerignore","docs"],"from":"@4","src":"/"}}]
    "#);
    let one = engine()
        .input("context", buildkit_proto::pb::Definition::default())
        .input("dockerfile", tree("spec"))
        .option("dockerfilekey", "spec");
    insta::assert_snapshot!(files(&one), @r#"
    spec
      [internal] load build definition from cart.yaml
        local://spec {"local.differ":"none","local.followpaths":"[\"cart.yaml\",\"cart.yaml.dockerignore\"]","local.session":"the-session","local.sharedkeyhint":"spec"}
    image
      [internal] make an empty directory
        [{"mkdir":{"mode":"0755","path":"/"}}]
      [internal] load build context
        [{"copy":{"contents":true,"dest":"/","exclude":[…,"cart.yaml","cart.yaml.dockerignore","docs"],"from":"@4","src":"/"}}]
    "#);
}

/// The same, on a base that the client gives.
fn base(value: &str) -> Engine {
    let spec = "base: bases.example.com/python\nentrypoint: python main.py\n";
    Engine::with_files(&[("cart.yaml", spec), (".dockerignore", "ignored\n")])
        .option("context:bases.example.com/python", value)
        .input("0-base", tree("base"))
}

/// What a base is made of: its sources, by their titles.
fn sources_of_base(engine: &Engine) -> String {
    let told = files(engine);
    let lines: Vec<_> = told.lines().filter(|line| line.starts_with(' ')).collect();
    let is_of_base = |title: &str| {
        let words = ["[context ", "other target", "empty directory"];
        words.iter().any(|word| title.contains(word))
    };
    let of_base = lines.chunks(2).filter(|pair| is_of_base(pair[0]));
    let of_base = of_base.map(|pair| pair.join("\n"));
    of_base.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_kind_of_context_can_be_a_base() {
    let digest = "ab".repeat(32);
    let rows = [
        "docker-image://python:3.11-slim".to_owned(),
        "docker-image://scratch".to_owned(),
        format!("oci-layout://store:1@sha256:{digest}"),
        "https://me:secret@example.com/base.git#v1:rootfs".to_owned(),
        "https://example.com/base.txt".to_owned(),
        "local:base".to_owned(),
        "input:0-base".to_owned(),
    ];
    let rows = rows.map(|value| format!("{value}\n{}", sources_of_base(&base(&value))));
    insta::assert_snapshot!(rows.join("\n"), @r#"
    docker-image://python:3.11-slim
      [context bases.example.com/python] docker.io/library/python:3.11-slim
        docker-image://docker.io/library/python:3.11-slim@sha256:abababababababababababababababababababababababababababababababab null
    docker-image://scratch
      [internal] make an empty directory
        [{"mkdir":{"mode":"0755","path":"/"}}]
    oci-layout://store:1@sha256:abababababababababababababababababababababababababababababababab
      [context bases.example.com/python] OCI load from client
        oci-layout://bases.example.com/python@sha256:abababababababababababababababababababababababababababababababab {"oci.session":"the-session","oci.store":"store"}
    https://me:secret@example.com/base.git#v1:rootfs
      [context bases.example.com/python] https://*********@example.com/base.git#v1:rootfs
        git://example.com/base.git#v1:rootfs {"git.authheadersecret":"GIT_AUTH_HEADER","git.authtokensecret":"GIT_AUTH_TOKEN","git.fullurl":"https://me:secret@example.com/base.git"}
    https://example.com/base.txt
      [context bases.example.com/python] https://example.com/base.txt
        https://example.com/base.txt {"http.filename":"base.txt","http.perm":"0644"}
    local:base
      [context bases.example.com/python] load from client
        local://base {"local.excludepatterns":"[\"ignored\"]","local.session":"the-session","local.sharedkeyhint":"context:bases.example.com/python"}
    input:0-base
      other target base
        docker-image://example.com/base:1 null
    "#);
    let shared = base("local:base").option("sharedkey:localdir:base", "k1");
    insta::assert_snapshot!(sources_of_base(&shared), @r#"
    [context bases.example.com/python] load from client
      local://base {"local.excludepatterns":"[\"ignored\"]","local.session":"the-session","local.sharedkeyhint":"context:bases.example.com/python-k1"}
    "#);
}

#[test]
fn a_context_of_the_platform_wins() {
    let both = base("docker-image://for-all").option(
        "context:bases.example.com/python::linux/amd64",
        "docker-image://for-amd64",
    );
    insta::assert_snapshot!(sources_of_base(&both), @"
    [context bases.example.com/python] docker.io/library/for-amd64:latest
      docker-image://docker.io/library/for-amd64:latest@sha256:abababababababababababababababababababababababababababababababab null
    ");
}

#[test]
fn a_result_of_another_build_says_what_its_image_is() {
    // {"containerimage.config": {"architecture": "amd64", "os": "linux", "config": {"Env": ["MARK=1"]}}}
    let config = "eyJhcmNoaXRlY3R1cmUiOiAiYW1kNjQiLCAib3MiOiAibGludXgiLCAiY29uZmlnIjogeyJFbnYiOiBbIk1BUks9MSJdfX0=";
    let metadata = format!("{{\"containerimage.config\": \"{config}\"}}");
    let transcript = base("input:0-base")
        .option("input-metadata:0-base", &metadata)
        .run();
    let config = &transcript.result.unwrap().metadata["containerimage.config"];
    assert!(String::from_utf8_lossy(config).contains("MARK=1"));
}

#[test]
fn what_is_wrong_with_a_context_is_told_at_its_name() {
    let error = |value: &str| {
        let error = base(value).run().error.expect("an error");
        let place = String::from_utf8_lossy(&error.details[0].value).contains("\"line\":1");
        format!("{} ({place})", error.message)
    };
    let rows = [
        "ftp://me:secret@example.com/base",
        "input:unknown",
        "git://h/p?depth=1",
    ];
    insta::assert_snapshot!(rows.map(error).join("\n"), @"
    cart.yaml:1:7: the context `bases.example.com/python` cannot be `ftp://*********@example.com/base`
      help: give a directory, `docker-image://…`, `oci-layout://…`, a git repository, or the URL of a file (true)
    cart.yaml:1:7: the client did not hand in the result `unknown` (true)
    cart.yaml:1:7: `depth` means nothing in the address of a git repository
      help: its query knows `ref`, `tag`, `branch`, `subdir`, `checksum`, `commit`, `keep-git-dir`, `submodules`, `mtime` and `fetch-by-commit` (true)
    ");
}

#[test]
fn an_address_that_says_too_much_is_refused() {
    let error = |engine: Engine, address: &str| {
        let transcript = engine.option("context", address).run();
        transcript.error.expect("an error").message
    };
    insta::assert_snapshot!(error(engine(), "git://example.com/app?depth=1"), @"
    `depth` means nothing in the address of a git repository
      help: its query knows `ref`, `tag`, `branch`, `subdir`, `checksum`, `commit`, `keep-git-dir`, `submodules`, `mtime` and `fetch-by-commit`
    ");
    let mut old = engine();
    old.missing.push("source.git.checksum");
    insta::assert_snapshot!(error(old, "git://example.com/app?checksum=1234567"), @"
    this BuildKit is too old: it lacks `source.git.checksum`
      help: please update BuildKit
    ");
}
