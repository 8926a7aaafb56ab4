//! Failures of the engine that can be told better than it does.

use buildkit_llb::Definition;
use tonic::Status;

use super::conversation::Conversation;
use crate::diagnostic::{Diagnostic, texts};
use crate::gateway::{Failure, Reference};
use crate::lock::LockedPackage;
use crate::plan::{Copied, Origin, Plan, Task, Wheels, label};
use crate::spec::SecretId;

/// Whether a call failed for want of a secret. The engine has no typed answer for it.
pub(super) fn is_missing(status: &Status, id: &SecretId) -> bool {
    status.message().contains(&without_secret(id))
}

fn without_secret(id: &SecretId) -> String {
    format!("secret {}: not found", id.as_str())
}

/// A failure: what the engine would say, in one way or another, and what is told instead.
struct Foreseen {
    said: Vec<String>,
    told: Diagnostic,
}

/// Hands the graph of a plan to the engine. It is built at once if that is wanted, or if failures are foreseen: otherwise it
/// would fail when nobody is there to tell them.
pub(super) async fn solve(
    conversation: &Conversation,
    plan: &Plan,
    definition: Definition,
    at_once: bool,
) -> Result<Reference, Failure> {
    if !at_once && Foreseen::all(plan).is_empty() {
        return conversation.solve(definition).await;
    }
    let built = conversation.build(definition).await;
    built.map_err(|failure| tell(plan, failure))
}

/// What is told of a failure of a plan's steps.
pub(super) fn tell(plan: &Plan, failure: Failure) -> Failure {
    let Failure::Engine(status, at) = failure else {
        return failure;
    };
    let is_it = |it: &Foreseen| it.said.iter().any(|said| status.message().contains(said));
    match Foreseen::all(plan).into_iter().find(is_it) {
        Some(Foreseen { told, .. }) => told.into(),
        None => Failure::Engine(status, at),
    }
}

impl Foreseen {
    fn all(plan: &Plan) -> Vec<Self> {
        let copies = plan.copies.all().map(Self::of_copy);
        let tasks = plan.tasks().flat_map(Self::of_task);
        let compiled = plan.wheels().into_iter().flat_map(Self::of_compiled);
        tasks.chain(copies).chain(compiled).collect()
    }

    /// The client did not give a secret.
    fn of_task(task: &Task) -> impl Iterator<Item = Self> {
        task.secrets.iter().map(|secret| Self {
            said: vec![without_secret(&secret.id)],
            told: texts::task::no_secret(secret.id.as_str(), &task.name).at(secret.at.clone()),
        })
    }

    /// What was built turned out to have compiled code, for another machine than the image's.
    fn of_compiled(wheels: &Wheels) -> Vec<Self> {
        let Some(platform) = &wheels.builds.pure_for else {
            return Vec::new();
        };
        let of_package = |package: &LockedPackage| {
            let told = texts::platform::cannot_compile(&label(package), platform);
            let places = wheels.places(&package.name);
            Self {
                said: vec![format!("{} {platform}\" did not complete", package.name)],
                told: told.at(places.first().unwrap_or(&package.at).clone()),
            }
        };
        wheels.built().map(of_package).collect()
    }

    /// There is nothing to copy.
    fn of_copy(copied: &Copied) -> Self {
        let src = &copied.src;
        let told = match &copied.from {
            Origin::Context(_) => texts::copy::nothing_in_context(src),
            Origin::Builder(_) => texts::copy::nothing_in("the builder", src),
            Origin::Named(name) => texts::copy::nothing_in(&format!("`{name}`"), src),
        };
        let said = if copied.is_pattern {
            let directories = src.match_indices('/').map(|(end, _)| &src[..end]);
            let nowhere = directories.map(|path| format!("lstat {path}: no such file"));
            nowhere.chain([format!("{src} not found")]).collect()
        } else {
            vec![format!("\"{src}\": not found")]
        };
        Self {
            said,
            told: told.at(copied.at.clone()),
        }
    }
}
