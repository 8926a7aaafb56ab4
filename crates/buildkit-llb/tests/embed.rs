//! Definitions made by others.

mod common;

use std::sync::Arc;

use buildkit_llb::{
    Bind, Definition, Describe, Digests, Exec, ForeignError, OpOrder, Output, SourceFile,
    SourceRange, embed, pb,
};
use common::{amd64, build, image, pretty};
use insta::assert_snapshot;
use prost::Message;

fn file(name: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile {
        filename: name.into(),
        data: Vec::new(),
        language: String::new(),
        definition: None,
    })
}

fn theirs() -> Definition {
    let output = Exec::new(amd64(), "theirs")
        .title("their step")
        .location(&file("their.yaml"), [SourceRange::lines(7, 8)])
        .run(image("a"));
    // Another encoding than ours, to see that nothing is encoded anew.
    Definition::build(output, OpOrder::ByNumber)
}

#[test]
fn ops_metadata_and_lines_are_taken_over() {
    let theirs = theirs();
    let input = embed(theirs.as_pb()).unwrap().unwrap();
    let ours = Exec::new(amd64(), "ours")
        .location(&file("cart.yaml"), [SourceRange::lines(1, 1)])
        .mount(Bind::new("/in", &input))
        .run(image("b"));
    let ours = build(ours);
    for bytes in &theirs.as_pb().def[..2] {
        assert!(ours.as_pb().def.contains(bytes));
    }
    assert_snapshot!(pretty(&ours.to_json(Digests::Hidden)), @r#"
    [
      {
        "@": 0,
        "platform": "linux/amd64",
        "source": "docker-image://docker.io/library/b"
      },
      {
        "@": 1,
        "platform": "linux/amd64",
        "source": "docker-image://docker.io/library/a"
      },
      {
        "@": 2,
        "exec": {
          "args": [
            "theirs"
          ],
          "cwd": "/",
          "mounts": [
            {
              "dest": "/",
              "from": "@1",
              "result": 0
            }
          ]
        },
        "lines": [
          "their.yaml:7-8"
        ],
        "metadata": {
          "title": "their step"
        },
        "platform": "linux/amd64"
      },
      {
        "@": 3,
        "exec": {
          "args": [
            "ours"
          ],
          "cwd": "/",
          "mounts": [
            {
              "dest": "/",
              "from": "@0",
              "result": 0
            },
            {
              "dest": "/in",
              "from": "@2",
              "read_only": true
            }
          ]
        },
        "lines": [
          "cart.yaml:1"
        ],
        "platform": "linux/amd64"
      },
      {
        "@": 4,
        "result": "@3"
      }
    ]
    "#);
}

#[test]
fn an_embedded_result_keeps_its_digest() {
    let theirs = theirs();
    let input = embed(theirs.as_pb()).unwrap().unwrap();
    assert_eq!(Some(&input.digest(OpOrder::OneofLast)), theirs.digest());
}

#[test]
fn an_empty_definition_is_scratch() {
    assert_eq!(embed(&pb::Definition::default()), Ok(None::<Output>));
}

#[test]
fn metadata_may_be_missing() {
    let definition = pb::Definition {
        metadata: [].into(),
        ..theirs().into_pb()
    };
    let rebuilt = build(embed(&definition).unwrap().unwrap());
    assert_eq!(rebuilt.as_pb().metadata.len(), 3);
}

#[test]
fn broken_definitions_are_refused() {
    let error = |def: Vec<Vec<u8>>| {
        embed(&pb::Definition {
            def,
            ..pb::Definition::default()
        })
        .unwrap_err()
    };
    let def = theirs().into_pb().def;
    let terminal = def.last().unwrap().clone();

    assert_snapshot!(error(vec![vec![0xff]]), @"op 0 of the definition cannot be decoded: failed to decode Protobuf message: invalid varint");
    assert_eq!(error(vec![def[0].clone()]), ForeignError::NoResult);
    assert_eq!(
        error(vec![pb::Op::default().encode_to_vec()]),
        ForeignError::NoResult
    );
    let missing = pb::Op::decode(terminal.as_slice())
        .unwrap()
        .inputs
        .remove(0)
        .digest;
    assert_eq!(
        error(vec![def[0].clone(), terminal]),
        ForeignError::MissingOp(missing)
    );
}
