//! Changes to files, for people.

use serde_json::{Value, json};

use super::{View, list, octal};
use crate::pb::{self, file_action::Action};

impl View<'_> {
    pub(super) fn file(&self, file: &pb::FileOp) -> Value {
        let base = file.actions.first().map(|action| self.input(action.input));
        json!({ "base": base, "actions": list(&file.actions, |action| self.action(action)) })
    }

    fn action(&self, action: &pb::FileAction) -> Value {
        match &action.action {
            None => Value::Null,
            Some(Action::Copy(copy)) => json!({ "copy": {
                "from": self.input(action.secondary_input),
                "src": copy.src,
                "dest": copy.dest,
                "owner": self.owner(copy.owner.as_ref()),
                "mode": octal(copy.mode.into()),
                "symbolic_mode": copy.mode_str,
                "timestamp": timestamp(copy.timestamp),
                "follow_symlink": copy.follow_symlink,
                "contents": copy.dir_copy_contents,
                "unpack": copy.attempt_unpack_docker_compatibility,
                "create_dest": copy.create_dest_path,
                "wildcard": copy.allow_wildcard,
                "empty_wildcard": copy.allow_empty_wildcard,
                "include": copy.include_patterns,
                "exclude": copy.exclude_patterns,
                "replace_existing": copy.always_replace_existing_dest_paths,
                "required": copy.required_paths,
            }}),
            Some(Action::Mkfile(mkfile)) => json!({ "mkfile": {
                "path": mkfile.path,
                "mode": octal(mkfile.mode.into()),
                "data": String::from_utf8_lossy(&mkfile.data),
                "owner": self.owner(mkfile.owner.as_ref()),
                "timestamp": timestamp(mkfile.timestamp),
            }}),
            Some(Action::Mkdir(mkdir)) => json!({ "mkdir": {
                "path": mkdir.path,
                "mode": octal(mkdir.mode.into()),
                "parents": mkdir.make_parents,
                "owner": self.owner(mkdir.owner.as_ref()),
                "timestamp": timestamp(mkdir.timestamp),
            }}),
            Some(Action::Rm(rm)) => json!({ "rm": {
                "path": rm.path,
                "allow_not_found": rm.allow_not_found,
                "wildcard": rm.allow_wildcard,
            }}),
            Some(Action::Symlink(symlink)) => json!({ "symlink": {
                "target": symlink.oldpath,
                "link": symlink.newpath,
                "owner": self.owner(symlink.owner.as_ref()),
                "timestamp": timestamp(symlink.timestamp),
            }}),
        }
    }

    fn owner(&self, owner: Option<&pb::ChownOpt>) -> Value {
        owner.map_or(Value::Null, |owner| {
            json!({ "user": self.id(owner.user.as_ref()), "group": self.id(owner.group.as_ref()) })
        })
    }

    fn id(&self, id: Option<&pb::UserOpt>) -> Value {
        match id.and_then(|id| id.user.as_ref()) {
            None => Value::Null,
            Some(pb::user_opt::User::ById(number)) => json!(number),
            Some(pb::user_opt::User::ByName(name)) => {
                json!(format!("{} of {}", name.name, self.input(name.input)))
            }
        }
    }
}

/// Nanoseconds; -1 is none, and zero is worth showing.
fn timestamp(nanos: i64) -> Option<i64> {
    (nanos >= 0).then_some(nanos)
}
