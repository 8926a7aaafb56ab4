//! Changes to files.
#![allow(clippy::too_many_lines)]

mod common;

use buildkit_llb::{
    Copy, Digests, FileActions, Id, Mkdir, Mkfile, Owner, Rm, Symlink, Timestamp,
    pb::{FileAction, file_action::Action},
};
use common::{build, file, image, local, ops, pretty};
use insta::assert_snapshot;

fn numbers(action: &FileAction) -> (i64, i64, i64) {
    (action.input, action.secondary_input, action.output)
}

#[test]
fn every_action_and_option() {
    let app = || Id::Name {
        name: "app".into(),
        known_in: image("base"),
    };
    let actions = FileActions::new(
        image("base"),
        Mkdir::new("/a/b")
            .parents()
            .mode(0o700)
            .owner(Owner::user(app())),
    )
    .then(
        Mkfile::new("/a/f", "text")
            .mode(0o600)
            .owner(Owner::new(0, 0))
            .timestamp(Timestamp::from_secs(1)),
    )
    .then(
        Copy::new(local("context"), "/src/*", "/a/")
            .mode(0o755)
            .owner(Owner::user(1000))
            .timestamp(Timestamp::from_secs(0))
            .follow_symlink()
            .contents()
            .unpack()
            .create_dest()
            .optional_wildcard()
            .include(["*.py"])
            .exclude(["*.pyc"])
            .replace_existing()
            .required(["main.py"]),
    )
    .then(Copy::new(local("context"), "/x", "/x").symbolic_mode("u+x"))
    .then(Rm::new("/tmp/*").allow_not_found().wildcard())
    .then(Symlink::new("b", "/a/link"));
    let definition = build(actions.into_output());
    assert_snapshot!(pretty(&definition.to_json(Digests::Hidden)[2]), @r#"
    {
      "@": 2,
      "file": {
        "actions": [
          {
            "mkdir": {
              "mode": "0700",
              "owner": {
                "user": "app of @0"
              },
              "parents": true,
              "path": "/a/b"
            }
          },
          {
            "mkfile": {
              "data": "text",
              "mode": "0600",
              "owner": {
                "group": 0,
                "user": 0
              },
              "path": "/a/f",
              "timestamp": 1000000000
            }
          },
          {
            "copy": {
              "contents": true,
              "create_dest": true,
              "dest": "/a/",
              "empty_wildcard": true,
              "exclude": [
                "*.pyc"
              ],
              "follow_symlink": true,
              "from": "@1",
              "include": [
                "*.py"
              ],
              "mode": "0755",
              "owner": {
                "user": 1000
              },
              "replace_existing": true,
              "required": [
                "main.py"
              ],
              "src": "/src/*",
              "timestamp": 0,
              "unpack": true,
              "wildcard": true
            }
          },
          {
            "copy": {
              "dest": "/x",
              "from": "@1",
              "src": "/x",
              "symbolic_mode": "u+x"
            }
          },
          {
            "rm": {
              "allow_not_found": true,
              "path": "/tmp/*",
              "wildcard": true
            }
          },
          {
            "symlink": {
              "link": "/a/link",
              "target": "b"
            }
          }
        ],
        "base": "@0"
      }
    }
    "#);
    assert_snapshot!(format!("{:#?}", definition.required_caps()), @r#"
    {
        "constraints",
        "file.base",
        "file.copy.alwaysreplaceexistingdestpaths",
        "file.copy.includeexcludepatterns",
        "file.copy.requiredpaths",
        "file.rm.wildcard",
        "file.symlink.create",
        "platform",
        "source.image",
        "source.local",
        "source.local.sessionid",
    }
    "#);
}

#[test]
fn what_is_not_given_is_minus_one() {
    let output = FileActions::new(None, Copy::new(image("a"), "/a", "/b"))
        .then_all([Mkdir::new("/d")])
        .then(Mkfile::new("/f", ""))
        .then(Symlink::new("f", "/l"))
        .into_output();
    for action in file(&output).actions {
        match action.action.unwrap() {
            Action::Copy(copy) => assert_eq!((copy.mode, copy.timestamp), (-1, -1)),
            Action::Mkdir(mkdir) => assert_eq!((mkdir.mode, mkdir.timestamp), (0o755, -1)),
            Action::Mkfile(mkfile) => assert_eq!((mkfile.mode, mkfile.timestamp), (0o644, -1)),
            Action::Symlink(symlink) => assert_eq!(symlink.timestamp, -1),
            Action::Rm(rm) => unreachable!("{rm:?}"),
        }
    }
}

#[test]
fn actions_form_a_chain_from_the_base() {
    let output = FileActions::new(image("base"), Mkdir::new("/a"))
        .then(Copy::new(image("other"), "/", "/"))
        .then(Rm::new("/a"))
        .into_output();
    let actions: Vec<_> = file(&output).actions.iter().map(numbers).collect();
    // Two inputs, so the results of the actions are 2, 3 and 4.
    assert_eq!(actions, [(0, -1, -1), (2, 1, -1), (3, -1, 0)]);
}

#[test]
fn actions_form_a_chain_from_scratch() {
    let output = FileActions::new(None, Mkdir::new("/a"))
        .then(Rm::new("/a"))
        .into_output();
    let actions: Vec<_> = file(&output).actions.iter().map(numbers).collect();
    assert_eq!(actions, [(-1, -1, -1), (0, -1, 0)]);
}

#[test]
fn changes_are_the_same_on_all_platforms() {
    let output = FileActions::new(None, Mkdir::new("/a")).into_output();
    assert_eq!(ops(build(output).as_pb())[0].platform, None);
}

#[test]
fn times_are_nanoseconds() {
    let output = FileActions::new(
        None,
        Mkdir::new("/a").timestamp(Timestamp::from_secs(u64::MAX)),
    )
    .into_output();
    let Some(Action::Mkdir(mkdir)) = file(&output).actions.remove(0).action else {
        unreachable!()
    };
    assert_eq!(mkdir.timestamp, i64::MAX);
}
