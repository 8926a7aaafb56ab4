//! Messages of BuildKit's that a client or an engine fills in: graphs, and the details of errors.

use buildkit_llb::{Definition, OpOrder, embed};
use buildkit_proto::pb;
use cartwright::context::is_archive;
use cartwright::gateway::Failure;
use prost::Message as _;
use tonic::{Code, Status};

use super::{Target, tell};
use crate::frontend::World;

/// A graph that is handed in, the details of an error, or the start of a download: the same bytes, read as each of them.
pub const MESSAGES: Target = Target {
    name: "messages",
    about: "graphs that clients hand in, details of the engine's errors, starts of downloads",
    is_text: false,
    real: || {
        let spec: &[u8] = b"dependencies: [psycopg2]\nentrypoint: python main.py\n";
        let mut world = World::with(&[("cart.yaml", spec)]);
        world.draws = true;
        let graphs = world.build().unwrap_or_default();
        let graphs = graphs.into_iter().map(Definition::into_pb).map(smaller);
        let failure = Failure::from(Status::unknown("no"))
            .into_status()
            .encode_to_vec();
        graphs
            .map(|graph| graph.encode_to_vec())
            .chain([failure])
            .collect()
    },
    run: |input| {
        is_archive(input);
        if let Ok(definition) = pb::Definition::decode(input) {
            read(&definition);
        }
        let status = Status::with_details(Code::Unknown, "no", input.to_vec().into());
        tell::<()>(Err(status.into()));
    },
};

fn read(definition: &pb::Definition) {
    let Ok(Some(tree)) = embed(definition) else {
        return;
    };
    let graph = Definition::build(tree, OpOrder::of_engine(true));
    assert!(graph.digest().is_some(), "a graph without a result");
    let _ = graph.required_caps().iter().count();
}

/// The first operations of a graph, and its end.
fn smaller(graph: pb::Definition) -> pb::Definition {
    let pb::Definition { mut def, .. } = graph.clone();
    def.truncate(3);
    let last = def
        .last()
        .map(|op| buildkit_llb::Digest::of(op).to_string());
    let input = pb::Input {
        digest: last.unwrap_or_default(),
        index: 0,
    };
    let end = pb::Op {
        inputs: vec![input],
        ..pb::Op::default()
    };
    def.push(end.encode_to_vec());
    pb::Definition { def, ..graph }
}
