//! The fields of a spec, one line each.

use super::reader::{Fields, Known, Reader};
use super::yaml::{self, Kind, Node};
use super::{
    BuildArg, DataDirectory, Gate, Given, Installer, Process, Prune, Spec, Workdir, argv, base,
    build_args, build_step, copy, dependencies, env, gate, healthcheck, index, labels, pattern,
    process, smoke, system_packages, trust,
};
use crate::diagnostic::{Diagnostics, SourceFile, Spanned, texts};

/// Every key of a spec, with its other names.
pub(super) const FIELDS: &[Known] = &[
    (build_args::FIELD, &[]),
    ("python", &[]),
    ("base", &[]),
    ("dependencies", &["deps"]),
    ("index", &[]),
    ("certificates", &[]),
    ("ssh", &[]),
    ("installer", &[]),
    ("layers", &[]),
    ("bytecode", &[]),
    ("prune", &[]),
    ("apt", &[]),
    ("apk", &[]),
    ("entrypoint", &[]),
    ("command", &[]),
    ("processes", &[]),
    ("env", &["environment"]),
    ("user", &[]),
    ("workdir", &["working_dir"]),
    ("port", &["expose"]),
    ("healthcheck", &[]),
    ("stop_signal", &[]),
    ("volumes", &[]),
    ("writable", &[]),
    ("labels", &[]),
    ("annotations", &[]),
    ("include", &[]),
    ("exclude", &["ignore"]),
    ("copy", &[]),
    ("build", &[]),
    ("test", &[]),
    ("checks", &[]),
    ("smoke", &["smoke_test"]),
];

/// Reads a spec, or everything that is wrong with it.
pub(super) fn spec(file: &SourceFile, given: &Given) -> Result<(Spec, Diagnostics), Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    let mut root = yaml::parse(file, &mut diagnostics);
    let mut reader = Reader {
        file: file.clone(),
        diagnostics,
    };
    let entries = match &mut root {
        Some(Node {
            kind: Kind::Map(entries),
            ..
        }) => entries.as_mut_slice(),
        // A file that is no YAML has been reported; what it lacks is not known.
        None if reader.diagnostics.has_errors() => return Err(reader.diagnostics),
        // Everything has a default.
        None => &mut [],
        Some(node) if node.kind == Kind::Null => &mut [],
        Some(node) => {
            let problem = match &node.kind {
                Kind::Scalar(text) if text.starts_with("FROM ") || text.starts_with("ARG ") => {
                    texts::spec::spec_is_a_dockerfile()
                }
                _ => texts::spec::spec_is_not_a_map(node.describe()),
            };
            return Err(problem.at(file.at(node.span)).into());
        }
    };
    let args = args(&mut reader, entries, given);
    let spec = fields(&mut reader, entries, args);
    reader.diagnostics.sort();
    reader.diagnostics.or_fail(spec)
}

/// What builds give, put in its places.
fn args(
    reader: &mut Reader,
    entries: &mut [(Spanned<String>, Node)],
    given: &Given,
) -> Vec<BuildArg> {
    let declared = entries
        .iter()
        .find(|(key, _)| key.value == build_args::FIELD);
    let Some((key, node)) = declared else {
        return Vec::new();
    };
    let args = build_args::read(reader, &key.value, node);
    let mut expansion = build_args::Expansion::new(&args, given);
    for (key, node) in entries {
        if key.value != build_args::FIELD {
            expansion.expand(reader, node);
        }
    }
    args
}

fn fields(reader: &mut Reader, entries: &[(Spanned<String>, Node)], args: Vec<BuildArg>) -> Spec {
    let file = reader.file.clone();
    let mut fields = Fields::of(reader, entries, FIELDS);
    let gates = gates(&mut fields);
    let installer: Spanned<Installer> = fields.value("installer").unwrap_or_default();
    let workdir: Spanned<Workdir> = fields.value("workdir").unwrap_or_default();
    let root = workdir.value.as_str();
    let writable = fields.read("writable", |reader, field, node| {
        reader.values_with(field, node, |text| DataDirectory::within(root, text))
    });
    let writable = writable.unwrap_or_default();
    let certificates = fields.read("certificates", trust::certificates);
    let certificates = certificates.unwrap_or_default();
    let prune = prune(&mut fields, installer.value);
    let copies = fields.read("copy", |reader, field, node| {
        copy::read(reader, field, node, &workdir.value)
    });
    let (indexes, package_directories) = fields
        .read("index", |reader, _, node| {
            let has_own_authority = !certificates.is_empty();
            index::read(reader, node, installer.value, has_own_authority)
        })
        .unwrap_or_default();
    Spec {
        file,
        args,
        python: fields.value("python"),
        base: fields
            .read("base", base::read)
            .flatten()
            .unwrap_or_default(),
        dependencies: fields
            .read("dependencies", |reader, field, node| {
                dependencies::read(reader, field, node, installer.value)
            })
            .unwrap_or_default(),
        indexes,
        package_directories,
        certificates,
        ssh: fields.read("ssh", trust::ssh).flatten(),
        installer,
        layers: fields
            .value("layers")
            .map(|limit| limit.value)
            .unwrap_or_default(),
        bytecode: fields
            .value("bytecode")
            .map(|bytecode| bytecode.value)
            .unwrap_or_default(),
        prune,
        system: system_packages::read(&mut fields),
        entrypoint: fields.read("entrypoint", argv::read).flatten(),
        command: fields.read("command", argv::read).flatten(),
        processes: processes(&mut fields, &gates),
        env: fields.read("env", env::read).unwrap_or_default(),
        user: fields.value("user").unwrap_or_default(),
        workdir,
        copies: copies.unwrap_or_default(),
        ports: fields.read("port", Reader::values).unwrap_or_default(),
        healthcheck: fields.read("healthcheck", healthcheck::read).flatten(),
        stop_signal: fields.value("stop_signal"),
        volumes: fields
            .read("volumes", |reader, field, node| {
                reader.values_with(field, node, DataDirectory::volume)
            })
            .unwrap_or_default(),
        writable,
        labels: fields.read("labels", labels::read).unwrap_or_default(),
        annotations: fields.read("annotations", labels::read).unwrap_or_default(),
        include: fields
            .read("include", pattern::read_included)
            .unwrap_or_default(),
        exclude: fields
            .read("exclude", pattern::read_excluded)
            .unwrap_or_default(),
        build: fields.read("build", build_step::read).unwrap_or_default(),
        smoke: fields.read("smoke", smoke::read).unwrap_or_default(),
        gates,
        dev: None,
    }
}

/// What is left out of packages, which pip unpacks by itself.
fn prune(fields: &mut Fields, installer: Installer) -> Prune {
    let prune = fields.value("prune").unwrap_or_default();
    if prune.value == Prune::Safe && installer == Installer::Pip {
        fields.report(texts::spec::prune_needs_uv(), prune.span);
    }
    prune.value
}

fn gates(fields: &mut Fields) -> Vec<Gate> {
    let test = fields.read("test", gate::read_test).flatten();
    let checks = fields.read("checks", gate::read_checks);
    test.into_iter().chain(checks.unwrap_or_default()).collect()
}

/// Processes, and what contradicts them.
fn processes(fields: &mut Fields, gates: &[Gate]) -> Vec<Process> {
    let processes = fields.read("processes", process::read).unwrap_or_default();
    if let Some(at) = fields.place("command").filter(|_| !processes.is_empty()) {
        fields.report(texts::process::command_beside(), at);
    }
    for Process { name, .. } in &processes {
        if gates.iter().any(|gate| gate.name() == name.value) {
            fields.report(texts::target::name_of_a_check(&name.value), name.span);
        }
    }
    processes
}
