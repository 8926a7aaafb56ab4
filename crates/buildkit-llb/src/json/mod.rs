//! Definitions for people: what an op does, without what is default.

mod exec;
mod file;

use std::collections::BTreeMap;

use prost::Message;
use serde_json::{Value, json};

use crate::{
    Digest, Platform,
    pb::{self, op::Op},
};

/// Whether a view shows digests.
///
/// They change with everything that an op builds on, so a snapshot with digests proves more, and
/// one without is easier to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digests {
    /// The first twelve digits of each.
    Short,
    /// None.
    Hidden,
}

/// A definition as JSON: its ops in order, decoded, with metadata and source lines beside them.
///
/// Ops are referred to by position: `@3` is the first result of the fourth op, `@3[1]` its second,
/// `scratch` an empty file system. What is empty, zero or false is left out, except where it means
/// something.
pub fn definition_to_json(definition: &pb::Definition, digests: Digests) -> Value {
    let all: Vec<_> = definition
        .def
        .iter()
        .map(|bytes| Digest::of(bytes))
        .collect();
    let view = |(position, bytes): (usize, &Vec<u8>)| {
        let digest = &all[position];
        let mut view = match pb::Op::decode(bytes.as_slice()) {
            Ok(op) => View {
                ops: &all,
                inputs: &op.inputs,
            }
            .op(&op),
            Err(error) => json!({ "undecodable": error.to_string() }),
        };
        view["@"] = json!(position);
        if digests == Digests::Short {
            view["digest"] = json!(digest.hex().get(..12));
        }
        view["metadata"] = definition
            .metadata
            .get(digest.as_str())
            .map(metadata)
            .into();
        view["lines"] = definition
            .source
            .as_ref()
            .map(|source| lines(source, digest))
            .into();
        pruned(view)
    };
    definition.def.iter().enumerate().map(view).collect()
}

/// One op among all.
struct View<'a> {
    ops: &'a [Digest],
    inputs: &'a [pb::Input],
}

impl View<'_> {
    fn op(&self, op: &pb::Op) -> Value {
        let mut view = match &op.op {
            None => json!({ "result": self.inputs.first().map(|input| self.result(input)) }),
            Some(Op::Source(source)) => {
                json!({ "source": source.identifier, "attrs": source.attrs })
            }
            Some(Op::Exec(exec)) => json!({ "exec": self.exec(exec) }),
            Some(Op::File(file)) => json!({ "file": self.file(file) }),
            Some(Op::Merge(merge)) => {
                json!({ "merge": list(&merge.inputs, |layer| json!(self.input(layer.input))) })
            }
            Some(Op::Diff(diff)) => json!({ "diff": {
                "lower": diff.lower.map(|lower| self.input(lower.input)),
                "upper": diff.upper.map(|upper| self.input(upper.input)),
            }}),
            Some(Op::Build(build)) => {
                let inputs = build.inputs.iter();
                let inputs = inputs.map(|(name, input)| (name, self.input(input.input)));
                json!({ "build": { "inputs": inputs.collect::<BTreeMap<_, _>>() } })
            }
            Some(Op::Passthrough(passthrough)) => json!({ "passthrough": {
                "id": passthrough.id,
                "inputs": list(self.inputs, |input| json!(self.result(input))),
            }}),
        };
        let platform = op.platform.as_ref();
        view["platform"] = platform
            .map(|platform| Platform::from(platform).to_string())
            .into();
        view["constraints"] = op.constraints.as_ref().map(|it| it.filter.clone()).into();
        view
    }

    /// The result that an op's input number stands for.
    fn input(&self, number: i64) -> String {
        let input = usize::try_from(number)
            .ok()
            .and_then(|number| self.inputs.get(number));
        input.map_or_else(|| "scratch".into(), |input| self.result(input))
    }

    fn result(&self, input: &pb::Input) -> String {
        let position = self
            .ops
            .iter()
            .position(|digest| digest.as_str() == input.digest);
        let op = position.map_or_else(|| input.digest.clone(), |position| format!("@{position}"));
        match input.index {
            0 => op,
            index => format!("{op}[{index}]"),
        }
    }
}

fn list<T>(items: &[T], view: impl Fn(&T) -> Value) -> Value {
    items.iter().map(view).collect()
}

/// Permissions; -1 is none, and zero is worth showing.
fn octal(mode: i64) -> Option<String> {
    (mode >= 0).then(|| format!("{mode:04o}"))
}

fn metadata(metadata: &pb::OpMetadata) -> Value {
    let mut description = metadata.description.clone();
    let title = description.remove("llb.customname");
    json!({
        "title": title,
        "description": description,
        "ignore_cache": metadata.ignore_cache,
        // As text, because it is "false" that means something.
        "export_cache": metadata.export_cache.map(|export| export.value.to_string()),
        "group": metadata.progress_group.as_ref().map(|group| {
            json!({ "id": group.id, "name": group.name, "weak": group.weak })
        }),
        "caps": metadata.caps.keys().collect::<Vec<_>>(),
        "resources": metadata.linux_resources.as_ref().map(|limits| json!({
            "memory": nonzero(limits.memory),
            "memory_swap": nonzero(limits.memory_swap),
            "cpu_shares": nonzero(limits.cpu_shares),
            "cpu_period": nonzero(limits.cpu_period),
            "cpu_quota": nonzero(limits.cpu_quota),
            "cpuset_cpus": limits.cpuset_cpus,
            "cpuset_mems": limits.cpuset_mems,
        })),
    })
}

fn nonzero<N: Default + PartialEq>(number: N) -> Option<N> {
    (number != N::default()).then_some(number)
}

/// Places such as `cart.yaml:3-5`.
fn lines(source: &pb::Source, digest: &Digest) -> Vec<String> {
    let mut lines = Vec::new();
    for places in source
        .locations
        .get(digest.as_str())
        .iter()
        .flat_map(|all| &all.locations)
    {
        let index = usize::try_from(places.source_index).ok();
        let info = index.and_then(|index| source.infos.get(index));
        let file = info.map_or("?", |info| info.filename.as_str());
        for range in &places.ranges {
            let [first, last] = [range.start, range.end].map(|it| it.unwrap_or_default().line);
            let last = if first == last {
                String::new()
            } else {
                format!("-{last}")
            };
            lines.push(format!("{file}:{first}{last}"));
        }
    }
    lines
}

/// Without what is null, false or empty.
fn pruned(value: Value) -> Value {
    let empty = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    match value {
        Value::Array(list) => list.into_iter().map(pruned).collect(),
        Value::Object(map) => {
            let map = map.into_iter().map(|(key, value)| (key, pruned(value)));
            Value::Object(map.filter(|(_, value)| !empty(value)).collect())
        }
        other => other,
    }
}
