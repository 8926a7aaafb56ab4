//! The user that the container runs as.

use super::Facts;
use crate::diagnostic::{Diagnostics, texts};
use crate::spec::{Spec, User};

/// An account that the base lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
    /// Login name, free in the base.
    pub name: String,
    /// Home directory, the only place that the user may write to.
    pub home: String,
}

pub(super) struct Resolved {
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// The home directory; `None` for root, who needs none.
    pub(super) home: Option<String>,
    pub(super) to_make: Option<NewAccount>,
}

impl Resolved {
    /// `uid:gid`, which an orchestrator can tell from root without looking into the image.
    pub(super) fn numeric(&self) -> String {
        format!("{}:{}", self.uid, self.gid)
    }
}

/// The user of what does not ship.
pub(super) fn root() -> Resolved {
    Resolved {
        uid: 0,
        gid: 0,
        home: None,
        to_make: None,
    }
}

/// The numbers of the spec's user, and the account to make for them.
pub(super) fn resolve(spec: &Spec, facts: &Facts, problems: &mut Diagnostics) -> Resolved {
    let (uid, gid) = match &spec.user.value {
        User::Root => (0, 0),
        User::Numeric { uid, gid } => (*uid, *gid),
        User::Named(name) => {
            let account = facts.account(name);
            if account.is_none() {
                let known: Vec<_> = facts
                    .users
                    .iter()
                    .map(|account| account.name.as_str())
                    .collect();
                let problem = texts::plan::no_such_user(name, &known);
                problems.push(problem.at(spec.file.at(spec.user.span)));
            }
            account.map_or((0, 0), |account| (account.uid, account.gid))
        }
    };
    let known = facts.account_of(uid);
    let to_make = known.is_none().then(|| {
        let name = match facts.account("app") {
            None => "app".to_owned(),
            Some(_) => format!("app{uid}"),
        };
        NewAccount {
            uid,
            gid,
            home: format!("/home/{name}"),
            name,
        }
    });
    let home = known.map(|account| &account.home);
    let home = home.or(to_make.as_ref().map(|account| &account.home));
    Resolved {
        uid,
        gid,
        home: home.filter(|home| uid != 0 && home.len() > 1).cloned(),
        to_make,
    }
}
