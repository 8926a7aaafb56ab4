//! The graph that a frontend hands over last, as people read it.

use std::fmt::Write as _;

use buildkit_llb::{Digests, definition_to_json};
use serde_json::Value;

use super::Engine;

/// Where gates leave what they are asked for; the other mounts below are of no interest here.
const GATE: &str = "/run/cartwright/gate";

/// The operations of some stages, which their titles begin with: what runs, as whom, and on what.
pub fn stages(engine: &Engine, stages: &[&str]) -> String {
    let transcript = engine.run();
    assert!(transcript.error.is_none(), "{:?}", transcript.error);
    let ops = definition_to_json(transcript.solved.last().unwrap(), Digests::Hidden);
    let ops = ops.as_array().unwrap();
    let mut text = String::new();
    for op in ops {
        let title = title(op);
        if !stages.iter().any(|stage| title.starts_with(stage)) {
            continue;
        }
        let _ = writeln!(text, "{title}");
        tell_exec(&op["exec"], ops, &mut text);
        for layer in list(&op["merge"]) {
            let _ = writeln!(text, "  of {}", name(layer, ops));
        }
        if op["file"]["base"]
            .as_str()
            .is_some_and(|base| base != "scratch")
        {
            let _ = writeln!(text, "  on {}", name(&op["file"]["base"], ops));
        }
        for action in list(&op["file"]["actions"]) {
            let copy = &action["copy"];
            let _ = writeln!(
                text,
                "  copy {} without {} owner {}",
                name(&copy["from"], ops),
                copy["exclude"],
                copy["owner"]
            );
        }
    }
    text
}

fn tell_exec(exec: &Value, ops: &[Value], text: &mut String) {
    if exec.is_null() {
        return;
    }
    let words = list(&exec["args"]).iter().filter_map(Value::as_str);
    let words: Vec<_> = words.collect();
    let (user, cwd) = (&exec["user"], &exec["cwd"]);
    let _ = writeln!(text, "  as {user} in {cwd}: {}", words.join(" "));
    for secret in list(&exec["secret_env"]) {
        let _ = writeln!(text, "  {secret}");
    }
    for mount in list(&exec["mounts"]) {
        let dest = mount["dest"].as_str().unwrap_or_default();
        let is_ours = dest.starts_with("/run/cartwright/") && dest != GATE;
        if !mount["secret"].is_null() {
            let _ = writeln!(text, "  {dest:?} is a secret: {}", mount["secret"]);
        } else if !mount["from"].is_null() && !is_ours {
            let writes = mount["read_only"].as_bool() != Some(true);
            let how = if writes { "" } else { ", to read" };
            let _ = writeln!(text, "  {dest:?} is {}{how}", name(&mount["from"], ops));
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn title(op: &Value) -> &str {
    op["metadata"]["title"].as_str().unwrap_or_default()
}

/// What a reference such as `@3[1]` refers to: the title of the operation, and which of its results it is.
fn name(reference: &Value, ops: &[Value]) -> String {
    let digits = reference.as_str().unwrap_or_default();
    let digits = digits.trim_start_matches('@');
    let (position, output) = digits.split_once('[').unwrap_or((digits, ""));
    let Ok(position) = position.parse::<usize>() else {
        return "nothing".to_owned();
    };
    match output {
        "" => title(&ops[position]).to_owned(),
        output => format!("{} [{output}", title(&ops[position])),
    }
}
