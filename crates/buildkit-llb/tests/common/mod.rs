//! What the tests share.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use buildkit_llb::{Definition, Image, Local, OpOrder, Output, Platform, Session, pb};
use prost::Message;

pub fn amd64() -> Platform {
    Platform::linux("amd64")
}

pub fn image(name: &str) -> Output {
    Image::new(format!("docker.io/library/{name}"), amd64()).into_output()
}

pub fn local(name: &str) -> Output {
    Local::new(name, &Session::new("s1").unwrap()).into_output()
}

pub fn build(output: impl Into<Option<Output>>) -> Definition {
    Definition::build(output, OpOrder::OneofLast)
}

/// The ops of a definition, decoded, without the terminal one.
pub fn ops(definition: &pb::Definition) -> Vec<pb::Op> {
    let mut ops: Vec<_> = definition
        .def
        .iter()
        .map(|bytes| pb::Op::decode(bytes.as_slice()).unwrap())
        .collect();
    ops.pop();
    ops
}

/// The last exec of a definition.
pub fn exec(output: &Output) -> pb::ExecOp {
    let last = ops(build(output).as_pb()).pop().and_then(|op| op.op);
    let Some(pb::op::Op::Exec(exec)) = last else {
        panic!("not an exec: {last:?}")
    };
    exec
}

/// The last file op of a definition.
pub fn file(output: &Output) -> pb::FileOp {
    let last = ops(build(output).as_pb()).pop().and_then(|op| op.op);
    let Some(pb::op::Op::File(file)) = last else {
        panic!("not a file op: {last:?}")
    };
    file
}

/// JSON on several lines.
pub fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}")
}
