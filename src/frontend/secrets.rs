//! Secrets that the client did not give to the build.

use buildkit_llb::Definition;
use tonic::Status;

use super::conversation::Conversation;
use crate::diagnostic::texts;
use crate::gateway::{Failure, Reference};
use crate::plan::Plan;
use crate::spec::SecretId;

/// Whether a call failed for want of a secret. The engine has no typed answer for it.
pub(super) fn is_missing(status: &Status, id: &SecretId) -> bool {
    let told = format!("secret {}: not found", id.as_str());
    status.message().contains(&told)
}

/// Hands the graph of a plan to the engine. If tasks see secrets, it is built at once: only then is there a failure that can
/// be told better than the engine does.
pub(super) async fn solve(
    conversation: &Conversation,
    plan: &Plan,
    definition: Definition,
) -> Result<Reference, Failure> {
    let secrets: Vec<_> = plan
        .tasks()
        .flat_map(|task| task.secrets.iter().map(move |secret| (task, secret)))
        .collect();
    if secrets.is_empty() {
        return conversation.solve(definition).await;
    }
    let built = conversation.build(definition).await;
    let Err(Failure::Engine(status, at)) = built else {
        return built;
    };
    let missing = secrets
        .into_iter()
        .find(|(_, secret)| is_missing(&status, &secret.id));
    Err(match missing {
        Some((task, secret)) => texts::task::no_secret(secret.id.as_str(), &task.name)
            .at(secret.at.clone())
            .into(),
        None => Failure::Engine(status, at),
    })
}
