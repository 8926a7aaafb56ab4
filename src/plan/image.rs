//! The configuration of the image.

use super::annotations::of_project;
use super::environment::VENV;
use super::moment::rfc3339;
use super::trust::{AUTHORITIES, AUTHORITY_VARIABLES};
use super::{ImageConfig, Inputs, Variant, health, reload};
use crate::diagnostic::Spanned;
use crate::spec::Argv;

/// What programs search when neither the base nor the user says so.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The base's configuration with what all containers of the application have on top, without history.
pub(super) fn configure(inputs: &Inputs, has_environment: bool, user: &str) -> ImageConfig {
    let Inputs { spec, .. } = inputs;
    let mut image = inputs.config.clone();
    image.created = inputs.epoch.map(rfc3339);
    if has_environment {
        let path = image.env("PATH").unwrap_or(DEFAULT_PATH);
        image.set_env("PATH", &format!("{VENV}/bin:{path}"));
        image.set_env("VIRTUAL_ENV", VENV);
    } else if image.env("PATH").is_none() {
        image.set_env("PATH", DEFAULT_PATH);
    }
    if image.env("LANG").is_none() {
        image.set_env("LANG", "C.UTF-8");
    }
    // Output at once, and a traceback when C code crashes.
    image.set_env("PYTHONUNBUFFERED", "1");
    image.set_env("PYTHONFAULTHANDLER", "1");
    // The application's modules from wherever it is started; those of a project that is installed would be there twice.
    if !inputs.wanted.has_project() {
        image.set_env("PYTHONPATH", spec.workdir.value.as_str());
    }
    if inputs.trust.shipped().next().is_some() {
        for name in AUTHORITY_VARIABLES {
            image.set_env(name, AUTHORITIES);
        }
    }
    image.set_envs(&spec.env);

    let container = &mut image.config;
    user.clone_into(&mut container.user);
    spec.workdir
        .value
        .as_str()
        .clone_into(&mut container.working_dir);
    for directory in &spec.volumes {
        let path = directory.value.as_str().to_owned();
        container.volumes.entry(path).or_default();
    }
    container.labels.extend(of_project(inputs.about));
    for (name, value) in &spec.labels {
        container.labels.insert(name.clone(), value.value.clone());
    }
    container.labels.extend(inputs.labels.iter().cloned());
    image
}

/// What the container runs, and how.
pub(super) fn run(image: &mut ImageConfig, inputs: &Inputs) {
    match inputs.variant {
        Variant::Builder => shell(image, inputs),
        Variant::Runtime | Variant::Debug => program(image, inputs),
        Variant::Dev => {
            program(image, inputs);
            develop(image);
        }
    }
}

/// A shell to look around with.
fn shell(image: &mut ImageConfig, inputs: &Inputs) {
    let is_debian = inputs.bases.runtime.facts.apt;
    let shell = if is_debian { "bash" } else { "sh" };
    image.config.entrypoint = Vec::new();
    image.config.cmd = vec![shell.to_owned()];
}

/// Starts anew when a file changes, and writes no bytecode beside it.
fn develop(image: &mut ImageConfig) {
    image.set_env("PYTHONDONTWRITEBYTECODE", "1");
    let container = &mut image.config;
    for argv in [&mut container.entrypoint, &mut container.cmd] {
        *argv = reload::reloading(std::mem::take(argv));
    }
}

fn program(image: &mut ImageConfig, inputs: &Inputs) {
    let program = inputs.spec.program(inputs.process);
    if let Some(variables) = program.env {
        image.set_envs(variables);
    }
    let words = |argv: Option<&Spanned<Argv>>| {
        let words = argv.map(|argv| argv.value.as_slice().to_vec());
        words.unwrap_or_default()
    };
    let container = &mut image.config;
    // Both always: what is left of the base's would be combined with the user's.
    container.entrypoint = words(program.entrypoint);
    container.cmd = words(program.command);
    for port in program.ports {
        let port = port.value.to_string();
        container.exposed_ports.entry(port).or_default();
    }
    let python = inputs.bases.runtime.python();
    container.healthcheck = program.healthcheck.map(|it| health::check(it, python));
    container.stop_signal = program
        .stop_signal
        .map(|signal| signal.value.to_string())
        .unwrap_or_default();
}
