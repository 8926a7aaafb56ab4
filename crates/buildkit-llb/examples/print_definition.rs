//! Prints the definition of a small build as JSON.
#![allow(clippy::print_stdout)]

use std::{error::Error, sync::Arc};

use buildkit_llb::{
    Bind, Cache, Copy, Definition, Describe, Digests, Exec, FileActions, Image, Local, Merge,
    Mkdir, OpOrder, OutputMount, Owner, Platform, Session, Sharing, SourceFile, SourceRange,
};

const SPEC: &str = "python: \"3.13\"\ndependencies: requirements.txt\nentrypoint: python main.py\n";

fn main() -> Result<(), Box<dyn Error>> {
    let platform: Platform = "linux/amd64".parse()?;
    let session = Session::new("session").ok_or("no session")?;
    let spec = Arc::new(SourceFile {
        filename: "cart.yaml".into(),
        data: SPEC.into(),
        language: "YAML".into(),
        definition: None,
    });

    let python = Image::new("docker.io/library/python:3.13-slim", platform.clone())
        .title("[1/4] FROM python:3.13-slim")
        .location(&spec, [SourceRange::lines(1, 1)])
        .into_output();
    let context = Local::new("context", &session)
        .exclude_patterns([".git", "**/__pycache__"])
        .shared_key_hint("context")
        .title("[internal] load build context")
        .into_output();

    let [venv] = Exec::new(platform, "pip")
        .args([
            "install",
            "--requirement=/src/requirements.txt",
            "--target=/opt/venv",
        ])
        .env("PIP_NO_INPUT", "1")
        .mount(Bind::new("/src", &context))
        .mount(Cache::new("/root/.cache/pip", "pip").sharing(Sharing::Locked))
        .title("[2/4] install the dependencies")
        .location(&spec, [SourceRange::lines(2, 2)])
        .produce(&python, [OutputMount::scratch("/opt/venv")]);

    let venv = FileActions::new(None, Mkdir::new("/opt"))
        .then(Copy::new(venv, "/", "/opt/venv").contents().create_dest())
        .title("[3/4] place the dependencies")
        .into_output();
    let code = FileActions::new(
        None,
        Copy::new(&context, "/", "/app")
            .contents()
            .create_dest()
            .owner(Owner::new(0, 0)),
    )
    .title("[4/4] copy the application")
    .into_output();
    let image = Merge::onto(&python, [venv, code])
        .title("merge")
        .into_output();

    let definition = Definition::build(image, OpOrder::OneofLast);
    println!("{:#}", definition.to_json(Digests::Short));
    Ok(())
}
