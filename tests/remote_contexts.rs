//! Where the build context and the spec can be: repositories, archives, standard input, directories beside each other.
//! Names have the number of the point in BuildKit's contract for frontends that a test is about.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Stdio};

use crate::private_index::Index;
use crate::repositories::{GitDaemon, commit_all, git};
use crate::support::{Build, Project, docker};

/// Tells what is in the application's directory.
const LIST: &str = "import os; print(sorted(os.listdir()))";

fn spec() -> String {
    format!("# syntax=cartwright\nexclude: [hidden]\nentrypoint: [python, -c, \"{LIST}\"]\n")
}

/// A folder with a spec and files of which some are not to be shipped.
fn write_application(folder: &Project, below: &str) {
    let files = [
        ("cart.yaml", spec()),
        ("hidden", "excluded by the spec".to_owned()),
    ];
    let more = ["main.txt", ".env", "dist/built", "kept/by/git"];
    for (name, content) in files
        .into_iter()
        .chain(more.map(|name| (name, name.to_owned())))
    {
        folder.write(&format!("{below}{name}"), content);
    }
}

/// What the image's program finds.
fn shipped(build: Build) -> String {
    build.expect_success().run(&[], &[])
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_35_git_context_with_ref_and_subdir() {
    let repositories = Project::new("git-context");
    write_application(&repositories, "app/sub/");
    let app = repositories.path().join("app");
    // An ignore file of a context that is no directory of the client counts for nothing.
    repositories.write("app/sub/.dockerignore", "*\n");
    commit_all(&app, "first");
    git(&app, &["tag", "v1"]);
    repositories.write("app/sub/later.txt", "");
    let second = commit_all(&app, "second");
    let daemon = GitDaemon::serve(repositories.path());
    let client = Project::new("git-context-client");
    let at = |rest: &str| client.build_of("cart.yaml", &daemon.url(rest), &[]);

    let build = at("app#v1:sub");
    assert!(
        build
            .log
            .contains("[internal] load git source git://127.0.0.1:"),
        "{}",
        build.log
    );
    assert_eq!(shipped(build), "['kept', 'main.txt']");
    let later = "['kept', 'later.txt', 'main.txt']";
    assert_eq!(shipped(at("app#main:sub")), later);
    assert_eq!(shipped(at(&format!("app#{second}:sub"))), later);
    // The spec's path is one of the repository.
    let build = client.build_of("sub/cart.yaml", &daemon.url("app#v1"), &[]);
    assert!(shipped(build).contains("'sub'"));
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_35_git_context_with_a_query() {
    let repositories = Project::new("git-query");
    write_application(&repositories, "app/sub/");
    let app = repositories.path().join("app");
    let first = commit_all(&app, "first");
    git(&app, &["tag", "v1"]);
    repositories.write("app/sub/later.txt", "");
    let second = commit_all(&app, "second");
    let daemon = GitDaemon::serve(repositories.path());
    let client = Project::new("git-query-client");
    let at = |rest: &str| client.build_of("cart.yaml", &daemon.url(rest), &[]);

    let build = at(&format!("app?tag=v1&subdir=sub&checksum={first}"));
    assert_eq!(shipped(build), "['kept', 'main.txt']");
    let build = at(&format!(
        "app?branch=main&subdir=sub&commit={}",
        &second[..12]
    ));
    assert_eq!(shipped(build), "['kept', 'later.txt', 'main.txt']");
    let wrong = format!("app?tag=v1&subdir=sub&checksum={}", "0123".repeat(10));
    let build = at(&wrong).expect_failure();
    assert!(
        build.log.contains("expected checksum to match"),
        "{}",
        build.log
    );
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_35_git_contexts_keep_their_history_if_asked() {
    let repositories = Project::new("git-dir");
    repositories.write(
        "app/cart.yaml",
        format!(
            "{}exclude: ['!.git']\n",
            spec().replace("exclude: [hidden]\n", "")
        ),
    );
    commit_all(&repositories.path().join("app"), "first");
    let daemon = GitDaemon::serve(repositories.path());
    let client = Project::new("git-dir-client");
    let build = |address: &str, arguments: &[&str]| {
        shipped(client.build_of("cart.yaml", &daemon.url(address), arguments))
    };
    assert_eq!(build("app", &[]), "[]");
    let keep = "--build-arg=BUILDKIT_CONTEXT_KEEP_GIT_DIR=1";
    assert_eq!(build("app", &[keep]), "['.git']");
    assert_eq!(build("app?keep-git-dir=true", &[]), "['.git']");
    assert_eq!(build("app?keep-git-dir=false", &[keep]), "[]");
}

/// Everything in a folder as an archive.
fn archive(folder: &Path, compression: &str) -> Vec<u8> {
    let tar = Command::new("tar")
        .args(["--create", compression, "--file=-", "--directory"])
        .arg(folder)
        .arg(".")
        .output()
        .unwrap();
    assert!(tar.status.success(), "{tar:?}");
    tar.stdout
}

const COMPRESSIONS: [&str; 4] = ["--no-same-owner", "--gzip", "--xz", "--bzip2"];

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_36_archives_come_by_http_and_on_standard_input() {
    let application = Project::new("archived");
    write_application(&application, "");
    application.write(".dockerignore", "*\n");
    let client = Project::new("archive-client");
    for compression in COMPRESSIONS {
        let bytes = archive(application.path(), compression);
        let server = Index::of_files([("/context", bytes.clone())]);
        let build = client.build_of("cart.yaml", &server.url("/context"), &[]);
        assert!(
            build.log.contains("[internal] load remote build context"),
            "{}",
            build.log
        );
        assert_eq!(shipped(build), "['kept', 'main.txt']", "{compression}");

        let command = client.build_command_of("cart.yaml", "-", &[]);
        let build = client.build_with_input(command, bytes);
        assert_eq!(shipped(build), "['kept', 'main.txt']", "{compression}");
    }
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_36_a_spec_alone_comes_by_http() {
    let server = Index::of_files([("/cart.yaml", spec().into_bytes())]);
    let client = Project::new("spec-by-http");
    let build = client.build_of("cart.yaml", &server.url("/cart.yaml"), &[]);
    assert_eq!(shipped(build), "[]");
    let server = Index::of_files([("/cart.yaml", b"# syntax=cartwright\nportt: 1\n".into())]);
    let build = client.build_of("cart.yaml", &server.url("/cart.yaml"), &[]);
    let error = build.expect_failure().error();
    assert!(error.contains(">>> portt: 1"), "{error}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_34_the_spec_may_be_elsewhere() {
    let project = Project::new("elsewhere");
    write_application(&project, "context/");
    project.write("context/.dockerignore", "main.txt\n");
    // No spec is a file of the application.
    let listed = "['kept']";
    // Beside the context; by an absolute path; and deeper in it, where its own ignore file wins.
    project.write("specs/app.yaml", spec());
    let build = project.build_of("specs/app.yaml", "context", &[]);
    assert_eq!(shipped(build), listed);
    let absolute = project.path().join("specs/app.yaml");
    let build = project.build_of(&absolute.display().to_string(), "context", &[]);
    assert_eq!(shipped(build), listed);
    project.write("context/deploy/cart.yaml", spec());
    project.write("context/deploy/cart.yaml.dockerignore", "kept\ndeploy\n");
    let build = project.build_of("context/deploy/cart.yaml", "context", &[]);
    assert_eq!(shipped(build), "['main.txt']");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_34_the_spec_may_come_on_standard_input() {
    let project = Project::new("stdin");
    write_application(&project, "");
    project.write(".dockerignore", "main.txt\n");
    let command = project.build_command_of("-", ".", &[]);
    assert_eq!(
        shipped(project.build_with_input(command, spec())),
        "['kept']"
    );

    // With a context from elsewhere.
    let repositories = Project::new("stdin-git");
    write_application(&repositories, "app/");
    commit_all(&repositories.path().join("app"), "first");
    let daemon = GitDaemon::serve(repositories.path());
    let command = project.build_command_of("-", &daemon.url("app"), &[]);
    let build = project.build_with_input(command, spec());
    assert_eq!(shipped(build), "['kept', 'main.txt']");
    let specs = Project::with_spec("absolute", "entrypoint: [python, -c, print('local')]\n");
    let path = specs.path().join("cart.yaml").display().to_string();
    assert_eq!(
        shipped(project.build_of(&path, &daemon.url("app"), &[])),
        "local"
    );

    // Alone.
    let mut command = docker(&["buildx", "build", "--progress=plain", "-t"]);
    command.args([&project.image(), "-"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    assert_eq!(shipped(project.build_with_input(command, spec())), "[]");
}

/// `docker buildx bake` of a file in a folder.
fn bake(project: &Project, file: &str, targets: &[&str]) -> Build {
    project.write("docker-bake.json", file);
    let mut command = docker(&["buildx", "bake", "--progress=plain", "--allow=fs=*"]);
    let command = command.args(targets).current_dir(project.path());
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    project.finish(command.spawn().unwrap())
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_34_bake_may_hold_the_spec() {
    let project = Project::new("bake-inline");
    write_application(&project, "");
    project.write(".dockerignore", "main.txt\n");
    let file = serde_json::json!({"target": {"default": {
        "context": ".",
        "dockerfile-inline": spec(),
        "tags": [project.image()],
    }}});
    let build = bake(&project, &file.to_string(), &[]);
    assert_eq!(shipped(build), "['kept']");
}
