//! How gates ended that must not end a build.

use super::conversation::Conversation;
use crate::diagnostic::{Diagnostics, texts};
use crate::gateway::{Failure, Reference};
use crate::plan::{EXIT_CODE, Plan};

/// Warnings of the gates that failed, as their reports tell: there is no other way to tell it than beside them.
pub(super) async fn failures(
    conversation: &Conversation,
    reports: &Reference,
    plan: &Plan,
) -> Result<Diagnostics, Failure> {
    let mut failed = Diagnostics::new();
    for gate in &plan.gates {
        let path = format!("{}/{EXIT_CODE}", gate.task.name);
        let written = conversation.bridge.read_file(reports, &path).await?;
        let code = String::from_utf8_lossy(&written);
        if code.trim() != "0" {
            let warning = texts::gate::failed(&gate.task.name, code.trim());
            failed.push(warning.at(gate.task.at.clone()));
        }
    }
    Ok(failed)
}
