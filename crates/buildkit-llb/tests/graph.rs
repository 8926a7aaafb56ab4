//! Whole definitions: their order, their metadata, their source lines.

mod common;

use std::{collections::BTreeSet, sync::Arc};

use buildkit_llb::{
    Bind, Copy, Definition, Describe, Diff, Digest, Digests, Exec, FileActions, Merge, Mkfile,
    OpOrder, Output, OutputMount, ProgressGroup, SourceFile, SourceRange, pb,
};
use common::{amd64, build, image, pretty};
use insta::assert_snapshot;
use proptest::prelude::*;
use prost::Message;

fn spec() -> Arc<SourceFile> {
    Arc::new(SourceFile {
        filename: "cart.yaml".into(),
        data: "a\nb\nc\n".into(),
        language: "YAML".into(),
        definition: None,
    })
}

fn step(program: &str) -> Exec {
    Exec::new(amd64(), program)
}

#[test]
fn scratch_is_the_empty_definition() {
    let definition = build(None);
    assert_eq!(*definition.as_pb(), pb::Definition::default());
    assert_eq!(definition.digest(), None);
}

#[test]
fn the_last_op_only_points_at_the_result() {
    let (_, [out]) = step("make").run_and_produce(image("a"), [OutputMount::scratch("/out")]);
    let definition = build(&out);
    let digest = out.digest(OpOrder::OneofLast);
    let terminal = pb::Op::decode(definition.as_pb().def.last().unwrap().as_slice()).unwrap();
    let inputs = vec![pb::Input {
        digest: digest.to_string(),
        index: 1,
    }];
    assert_eq!(
        terminal,
        pb::Op {
            inputs,
            ..pb::Op::default()
        }
    );
    assert_eq!(definition.digest(), Some(&digest));
}

#[test]
fn empty_layers_are_not_merged() {
    assert!(Merge::new([None::<Output>, None]).is_none());
    assert_eq!(
        Merge::new([None, Some(image("a"))]).unwrap().into_output(),
        image("a")
    );
    assert_eq!(
        Merge::onto(image("a"), [None::<Output>]).into_output(),
        image("a")
    );
    let merged = Merge::onto(image("a"), [None, Some(image("b")), Some(image("a"))]).into_output();
    assert_snapshot!(pretty(&build(merged).to_json(Digests::Hidden)[2]), @r#"
    {
      "@": 2,
      "merge": [
        "@0",
        "@1",
        "@0"
      ]
    }
    "#);
}

#[test]
fn equal_file_systems_have_no_difference() {
    assert!(Diff::new(image("a"), image("a")).is_none());
    let diff = |lower, upper| {
        build(Diff::new(lower, upper).unwrap().into_output()).to_json(Digests::Hidden)
    };
    assert_snapshot!(pretty(&diff(image("a"), Some(image("b")))[2]), @r#"
    {
      "@": 2,
      "diff": {
        "lower": "@0",
        "upper": "@1"
      }
    }
    "#);
    assert_snapshot!(pretty(&diff(image("a"), None)[1]), @r#"
    {
      "@": 1,
      "diff": {
        "lower": "@0",
        "upper": "scratch"
      }
    }
    "#);
}

#[test]
fn equal_steps_are_one_and_what_is_known_of_them_is_joined() {
    let spec = spec();
    let group = ProgressGroup {
        id: "g".into(),
        name: "group".into(),
        weak: true,
    };
    let first = step("make")
        .title("first")
        .location(&spec, [SourceRange::lines(1, 1)])
        .run(image("a"));
    let second = step("make")
        .title("second")
        .description("more", "text")
        .ignore_cache()
        .export_cache(false)
        .progress_group(&group)
        .location(&spec, [SourceRange::lines(2, 3)])
        .run(image("a"));
    let last = step("ls")
        .mount(Bind::new("/1", first))
        .mount(Bind::new("/2", second))
        .run(image("a"));
    let json = build(last).to_json(Digests::Hidden);
    assert_eq!(json.as_array().unwrap().len(), 4);
    assert_snapshot!(pretty(&json[1]), @r#"
    {
      "@": 1,
      "exec": {
        "args": [
          "make"
        ],
        "cwd": "/",
        "mounts": [
          {
            "dest": "/",
            "from": "@0",
            "result": 0
          }
        ]
      },
      "lines": [
        "cart.yaml:1",
        "cart.yaml:2-3"
      ],
      "metadata": {
        "description": {
          "more": "text"
        },
        "export_cache": "false",
        "group": {
          "id": "g",
          "name": "group",
          "weak": true
        },
        "ignore_cache": true,
        "title": "first"
      },
      "platform": "linux/amd64"
    }
    "#);
}

#[test]
fn places_are_kept_by_file() {
    let other = Arc::new(SourceFile {
        filename: "requirements.txt".into(),
        ..(*spec()).clone()
    });
    let output = step("make")
        .location(
            &spec(),
            [SourceRange::lines(1, 1), SourceRange::lines(3, 3)],
        )
        .location(&other, [SourceRange::lines(2, 2)])
        .location(&other, [])
        .run(image("a"));
    let definition = build(&output);
    let source = definition.as_pb().source.as_ref().unwrap();
    let places = &source.locations[output.digest(OpOrder::OneofLast).as_str()].locations;
    assert_eq!(
        places
            .iter()
            .map(|place| (place.source_index, place.ranges.len()))
            .collect::<Vec<_>>(),
        [(0, 2), (1, 1)]
    );
    assert_eq!(
        source
            .infos
            .iter()
            .map(|info| info.filename.as_str())
            .collect::<Vec<_>>(),
        ["cart.yaml", "requirements.txt"]
    );
}

#[test]
fn a_graph_without_places_has_no_source() {
    assert_eq!(build(image("a")).as_pb().source, None);
}

#[test]
fn titles_do_not_change_digests() {
    let digest = |exec: Exec| exec.run(image("a")).digest(OpOrder::OneofLast);
    assert_eq!(
        digest(step("make").title("one")),
        digest(step("make").title("two"))
    );
}

#[test]
fn old_engines_get_their_own_digests() {
    let output = step("make").run(image("a"));
    assert_ne!(
        output.digest(OpOrder::OneofLast),
        output.digest(OpOrder::ByNumber)
    );
    let definition = Definition::build(&output, OpOrder::ByNumber);
    assert_eq!(definition.digest(), Some(&output.digest(OpOrder::ByNumber)));
    assert_eq!(
        definition.to_json(Digests::Hidden),
        build(output).to_json(Digests::Hidden)
    );
}

/// One more operation on top of earlier ones, which are chosen by the numbers.
#[derive(Clone, Debug)]
enum Step {
    Image(u8),
    Run(usize, usize),
    Produce(usize, usize),
    Copy(usize, usize),
    Merge(usize, usize),
    Diff(usize, usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    let two = || (any::<usize>(), any::<usize>());
    prop_oneof![
        (0..4_u8).prop_map(Step::Image),
        two().prop_map(|(a, b)| Step::Run(a, b)),
        two().prop_map(|(a, b)| Step::Produce(a, b)),
        two().prop_map(|(a, b)| Step::Copy(a, b)),
        two().prop_map(|(a, b)| Step::Merge(a, b)),
        two().prop_map(|(a, b)| Step::Diff(a, b)),
    ]
}

/// The last result of a series of steps.
fn grow(steps: &[Step]) -> Output {
    let mut known = vec![image("base")];
    for step in steps {
        let pick = |n: usize| known[n % known.len()].clone();
        let more = match *step {
            Step::Image(n) => vec![image(&format!("image{n}"))],
            Step::Run(a, b) => vec![
                self::step("run")
                    .mount(Bind::new("/in", pick(b)))
                    .title(format!("{a}"))
                    .run(pick(a)),
            ],
            Step::Produce(a, b) => {
                let outputs = [OutputMount::scratch("/z"), OutputMount::new("/a", pick(b))];
                self::step("produce").produce(pick(a), outputs).into()
            }
            Step::Copy(a, b) => {
                let copy = Copy::new(pick(b), "/", "/");
                vec![
                    FileActions::new(pick(a), copy)
                        .then(Mkfile::new("/f", ""))
                        .into_output(),
                ]
            }
            Step::Merge(a, b) => vec![Merge::onto(pick(a), [pick(b)]).into_output()],
            Step::Diff(a, b) => Diff::new(pick(a), pick(b))
                .map(Diff::into_output)
                .into_iter()
                .collect(),
        };
        known.extend(more);
    }
    known.swap_remove(known.len() - 1)
}

proptest! {
    #[test]
    fn every_definition_is_well_formed(steps in proptest::collection::vec(any_step(), 0..25)) {
        let definition = build(grow(&steps)).into_pb();
        let mut known = BTreeSet::new();
        for (position, bytes) in definition.def.iter().enumerate() {
            let op = pb::Op::decode(bytes.as_slice()).unwrap();
            for input in &op.inputs {
                prop_assert!(known.contains(&input.digest), "an op comes before one that it uses");
                prop_assert!((0..2).contains(&input.index));
            }
            prop_assert_eq!(op.op.is_none(), position == definition.def.len() - 1);
            let digest = Digest::of(bytes).to_string();
            prop_assert!(definition.metadata.contains_key(&digest), "an op has no metadata");
            prop_assert!(known.insert(digest), "an op is there twice");
        }
        prop_assert_eq!(definition.metadata.len(), definition.def.len());
    }

    #[test]
    fn a_graph_built_twice_has_the_same_bytes(steps in proptest::collection::vec(any_step(), 0..25)) {
        prop_assert_eq!(build(grow(&steps)).as_pb().encode_to_vec(), build(grow(&steps)).as_pb().encode_to_vec());
    }

    #[test]
    fn an_embedded_graph_is_the_graph(steps in proptest::collection::vec(any_step(), 0..25)) {
        let original = build(grow(&steps));
        let embedded = buildkit_llb::embed(original.as_pb()).unwrap().unwrap();
        let rebuilt = build(embedded);
        prop_assert_eq!(rebuilt.as_pb(), original.as_pb());
    }
}
