//! Which questions there are.

use serde_json::{Value, json};

use super::table::table;
use super::{ALL, Answer, Subrequest, VERSION};

pub(super) fn answer() -> Answer {
    let rows = ALL.map(|it| {
        vec![
            it.id().to_owned(),
            VERSION.to_owned(),
            description(it).to_owned(),
        ]
    });
    Answer {
        json: ALL.into_iter().map(entry).collect(),
        text: table(&["NAME", "VERSION", "DESCRIPTION"], rows),
        status: None,
    }
}

fn description(subrequest: Subrequest) -> &'static str {
    match subrequest {
        Subrequest::Describe => "List the requests that this frontend answers",
        Subrequest::Outline => "List what a target takes: build arguments, secrets, SSH agents",
        Subrequest::Targets => "List the targets",
        Subrequest::Lint => "List what rules find in the spec and the files beside it",
    }
}

fn entry(subrequest: Subrequest) -> Value {
    let opts = match subrequest {
        Subrequest::Outline => {
            json!([{"name": "target", "description": "The target that the outline is of"}])
        }
        Subrequest::Describe | Subrequest::Targets | Subrequest::Lint => json!([]),
    };
    json!({
        "name": subrequest.id(),
        "version": VERSION,
        "type": "rpc",
        "description": description(subrequest),
        "opts": opts,
        "inputs": [],
        "metadata": [{"name": "result.json", "description": ""}, {"name": "result.txt", "description": ""}],
        "refs": [],
    })
}
