//! What a target takes from the outside.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Answer;
use super::list::Listed;
use super::location::{data, location};
use super::table::table;
use crate::diagnostic::Span;
use crate::spec::{BuildArg, CertificateSource, Index, Spec};

/// A secret, by its id: whether builds fail without it, and where it is named first.
type Secrets<'a> = BTreeMap<&'a str, (bool, Span)>;

/// Caches are not part of it: their names depend on what the base turns out to be.
pub(super) fn answer(target: &Listed, spec: &Spec) -> Answer {
    let Listed {
        name, description, ..
    } = target;
    let secrets = secrets(spec);
    let mut text = format!("TARGET:        {name}\nDESCRIPTION:   {description}\n");
    if !spec.args.is_empty() {
        let row = |arg: &BuildArg| {
            let default = arg.default.clone().unwrap_or_default();
            vec![arg.name.value.clone(), default]
        };
        text.push('\n');
        text.push_str(&table(&["BUILD ARG", "VALUE"], spec.args.iter().map(row)));
    }
    if !secrets.is_empty() {
        let row = |(id, (required, _)): (&&str, &(bool, Span))| {
            let required = if *required { "true" } else { "" };
            vec![(*id).to_owned(), required.to_owned()]
        };
        text.push('\n');
        text.push_str(&table(&["SECRET", "REQUIRED"], secrets.iter().map(row)));
    }
    let agents = agents(spec);
    if !agents.is_empty() {
        let row = |id: &&str| vec![(*id).to_owned(), "true".to_owned()];
        text.push('\n');
        text.push_str(&table(&["SSH", "REQUIRED"], agents.keys().map(row)));
    }
    let arg = |arg: &BuildArg| {
        let at = location(arg.name.span);
        json!({"name": arg.name.value, "value": arg.default, "location": at})
    };
    let secret = |(id, (required, at)): (&&str, &(bool, Span))| json!({"name": id, "required": required, "location": location(*at)});
    let agent =
        |(id, at): (&&str, &Span)| json!({"name": id, "required": true, "location": location(*at)});
    Answer {
        text,
        status: None,
        json: json!({
            "name": name,
            "description": description,
            "args": spec.args.iter().map(arg).collect::<Value>(),
            "secrets": secrets.iter().map(secret).collect::<Value>(),
            "ssh": agents.iter().map(agent).collect::<Value>(),
            "cache": [],
            "sources": [data(&spec.file)],
        }),
    }
}

/// The SSH agents of repositories and of tasks, each with where it is named first.
fn agents(spec: &Spec) -> BTreeMap<&str, Span> {
    let mut agents = BTreeMap::new();
    let repositories = spec.ssh.iter().map(|ssh| (ssh.agent.as_str(), ssh.at));
    let tasks = spec.tasks().filter_map(|task| task.agent.as_ref());
    let tasks = tasks.map(|agent| (agent.value.as_str(), agent.span));
    for (id, at) in repositories.chain(tasks) {
        agents.entry(id).or_insert(at);
    }
    agents
}

/// The secrets that log in to indexes, those with certificates, and those of tasks. An index that only gives what a lock takes from it may not be
/// asked at all.
fn secrets(spec: &Spec) -> Secrets<'_> {
    let mut secrets = Secrets::new();
    let mut add = |id, is_required: bool, at| {
        let (required, _) = secrets.entry(id).or_insert((false, at));
        *required |= is_required;
    };
    for Index { auth, explicit, .. } in &spec.indexes {
        if let Some(auth) = auth {
            add(auth.value.secret().as_str(), !explicit, auth.span);
        }
    }
    for certificate in &spec.certificates {
        if let CertificateSource::Secret(id) = &certificate.from {
            add(id.as_str(), true, certificate.at);
        }
    }
    for secret in spec.tasks().flat_map(|task| &task.secrets) {
        add(secret.id.as_str(), secret.required, secret.at);
    }
    secrets
}
