//! The bytes of ops, checked by hand and by chance.

use buildkit_proto::{
    OpOrder::{self, ByNumber, OneofLast},
    encode_op,
    pb::{
        DiffOp, ExecOp, FileAction, FileActionRm, FileOp, Input, LowerDiffInput, MergeInput,
        MergeOp, Meta, Mount, Op, Platform, SourceOp, UpperDiffInput, UserOpt, WorkerConstraints,
        file_action, op, user_opt,
    },
};
use proptest::prelude::*;
use prost::Message;

fn source(attrs: &[(&str, &str)]) -> op::Op {
    op::Op::Source(SourceOp {
        identifier: "a://b".into(),
        attrs: attrs
            .iter()
            .map(|(k, v)| ((*k).into(), (*v).into()))
            .collect(),
    })
}

/// Field 3 (source), 7 bytes: field 1 (identifier), 5 bytes.
const SOURCE: &[u8] = b"\x1a\x07\x0a\x05a://b";
/// Field 11, empty.
const CONSTRAINTS: &[u8] = b"\x5a\x00";
/// Field 10, 7 bytes: field 2 (os), 5 bytes.
const PLATFORM: &[u8] = b"\x52\x07\x12\x05linux";

#[test]
fn empty_constraints_are_written() {
    let op = Op {
        constraints: Some(WorkerConstraints::default()),
        ..Op::default()
    };
    assert_eq!(encode_op(op.clone(), OneofLast), CONSTRAINTS);
}

#[test]
fn the_oneof_comes_last_for_new_engines_and_in_its_place_for_old_ones() {
    let op = Op {
        inputs: vec![Input {
            digest: "d".into(),
            index: 1,
        }],
        op: Some(source(&[])),
        platform: Some(Platform {
            os: "linux".into(),
            ..Platform::default()
        }),
        constraints: Some(WorkerConstraints::default()),
    };
    let input: &[u8] = b"\x0a\x05\x0a\x01d\x10\x01";
    assert_eq!(
        encode_op(op.clone(), OneofLast),
        [input, PLATFORM, CONSTRAINTS, SOURCE].concat()
    );
    assert_eq!(
        encode_op(op.clone(), ByNumber),
        [input, SOURCE, PLATFORM, CONSTRAINTS].concat()
    );
}

#[test]
fn the_terminal_op_is_its_input_alone() {
    let op = Op {
        inputs: vec![Input {
            digest: "d".into(),
            index: 0,
        }],
        ..Op::default()
    };
    assert_eq!(encode_op(op.clone(), OneofLast), b"\x0a\x03\x0a\x01d");
}

#[test]
fn map_entries_are_sorted_by_key() {
    let op = Op {
        op: Some(source(&[("b", "2"), ("a", "1")])),
        ..Op::default()
    };
    assert_eq!(
        encode_op(op.clone(), OneofLast),
        b"\x1a\x17\x0a\x05a://b\x12\x06\x0a\x01a\x12\x011\x12\x06\x0a\x01b\x12\x012".as_slice()
    );
}

#[test]
fn minus_one_takes_ten_bytes_and_zero_none() {
    let mount = Mount {
        input: -1,
        dest: "/".into(),
        ..Mount::default()
    };
    let mut expected = vec![0x08];
    expected.extend([0xff; 9]);
    expected.extend(b"\x01\x1a\x01/");
    assert_eq!(mount.encode_to_vec(), expected);
}

#[test]
fn exit_codes_are_packed() {
    let meta = Meta {
        valid_exit_codes: vec![0, 3],
        ..Meta::default()
    };
    assert_eq!(meta.encode_to_vec(), b"\x62\x02\x00\x03");
}

#[test]
fn a_user_id_of_zero_is_written() {
    let root = UserOpt {
        user: Some(user_opt::User::ById(0)),
    };
    assert_eq!(root.encode_to_vec(), b"\x10\x00");
}

#[test]
fn the_order_follows_the_capability() {
    assert_eq!(OpOrder::of_engine(true), OneofLast);
    assert_eq!(OpOrder::of_engine(false), ByNumber);
}

fn inner() -> impl Strategy<Value = Option<op::Op>> {
    let attrs = proptest::collection::btree_map("[a-z]{1,5}", "[a-z]{1,5}", 0..5);
    let source = (".{0,12}", attrs)
        .prop_map(|(identifier, attrs)| op::Op::Source(SourceOp { identifier, attrs }));
    let mount = (-1..3_i64, -1..3_i64, ".{0,5}", any::<bool>()).prop_map(
        |(input, output, dest, readonly)| Mount {
            input,
            output,
            dest,
            readonly,
            ..Mount::default()
        },
    );
    let exec = (
        proptest::collection::vec(".{0,8}", 0..4),
        proptest::collection::vec(mount, 0..4),
    )
        .prop_map(|(args, mounts)| {
            op::Op::Exec(ExecOp {
                meta: Some(Meta {
                    args,
                    ..Meta::default()
                }),
                mounts,
                ..ExecOp::default()
            })
        });
    let rm = (".{0,8}", any::<bool>()).prop_map(|(path, allow_not_found)| FileAction {
        input: 0,
        secondary_input: -1,
        output: 0,
        action: Some(file_action::Action::Rm(FileActionRm {
            path,
            allow_not_found,
            allow_wildcard: false,
        })),
    });
    let file =
        proptest::collection::vec(rm, 0..3).prop_map(|actions| op::Op::File(FileOp { actions }));
    let merge = proptest::collection::vec(0..5_i64, 0..5).prop_map(|inputs| {
        op::Op::Merge(MergeOp {
            inputs: inputs
                .into_iter()
                .map(|input| MergeInput { input })
                .collect(),
        })
    });
    let diff = (-1..2_i64, -1..2_i64).prop_map(|(lower, upper)| {
        op::Op::Diff(DiffOp {
            lower: Some(LowerDiffInput { input: lower }),
            upper: Some(UpperDiffInput { input: upper }),
        })
    });
    proptest::option::of(prop_oneof![source, exec, file, merge, diff])
}

prop_compose! {
    fn any_op()(
        inputs in proptest::collection::vec(("[0-9a-f]{0,8}", 0..4_i64), 0..4),
        op in inner(),
        platform in proptest::option::of(("[a-z]{0,5}", "[a-z]{0,5}")),
        constraints in proptest::option::of(proptest::collection::vec("[a-z]{0,5}", 0..2)),
    ) -> Op {
        Op {
            inputs: inputs.into_iter().map(|(digest, index)| Input { digest, index }).collect(),
            op,
            platform: platform.map(|(os, architecture)| Platform { architecture, os, ..Platform::default() }),
            constraints: constraints.map(|filter| WorkerConstraints { filter }),
        }
    }
}

proptest! {
    #[test]
    fn every_order_decodes_to_the_same_op(op in any_op()) {
        for order in [OneofLast, ByNumber] {
            let bytes = encode_op(op.clone(), order);
            prop_assert_eq!(Op::decode(bytes.as_slice()).unwrap(), op.clone());
        }
    }

    #[test]
    fn the_orders_differ_only_where_something_follows_the_oneof(op in any_op()) {
        let same = encode_op(op.clone(), OneofLast) == encode_op(op.clone(), ByNumber);
        prop_assert_eq!(same, op.op.is_none() || (op.platform.is_none() && op.constraints.is_none()));
    }
}
