//! The answer: a file system and the image configuration that goes with it.

use std::collections::BTreeMap;

use buildkit_llb::Platform;
use serde_json::json;

use super::conversation::Conversation;
use crate::diagnostic::texts;
use crate::gateway::{Failure, Reference, SolvedResult};
use crate::lower;
use crate::plan::{Facts, Plan, Wanted};

/// The answer to `--target lock`: one file.
pub(super) async fn lock(
    conversation: &Conversation,
    wanted: &Wanted,
    facts: &Facts,
) -> Result<SolvedResult, Failure> {
    let Wanted::Locked(locked) = wanted else {
        return Err(texts::request::no_lock_by_pip().into());
    };
    let settings = &conversation.request.settings;
    let target = conversation.target(facts);
    let reference = conversation
        .solve(lower::lock(&locked.to_pylock(&target), settings))
        .await?;
    Ok(files(reference))
}

/// The answer where files are asked for, and no image.
pub(super) fn files(reference: Reference) -> SolvedResult {
    SolvedResult {
        reference: Some(reference),
        metadata: BTreeMap::new(),
    }
}

/// Puts the answer together.
pub(super) fn compose(
    reference: Reference,
    plan: &Plan,
    platform: &Platform,
    base_config: Vec<u8>,
) -> Result<SolvedResult, Failure> {
    let mut image = plan.image.clone();
    platform.os().clone_into(&mut image.os);
    platform.architecture().clone_into(&mut image.architecture);
    image.variant = Some(platform.variant().to_owned()).filter(|variant| !variant.is_empty());
    let config = image.to_json().map_err(|error| {
        texts::engine::unreadable_config(&plan.base.reference, &error.to_string())
    })?;
    let metadata = BTreeMap::from([
        ("containerimage.config".to_owned(), config),
        ("containerimage.base.config".to_owned(), base_config),
        (
            "refs.platforms".to_owned(),
            platforms(platform).to_string().into_bytes(),
        ),
    ]);
    Ok(SolvedResult {
        reference: Some(reference),
        metadata,
    })
}

fn platforms(platform: &Platform) -> serde_json::Value {
    let mut described = json!({"architecture": platform.architecture(), "os": platform.os()});
    if !platform.variant().is_empty() {
        described["variant"] = json!(platform.variant());
    }
    json!({"Platforms": [{"ID": platform.to_string(), "Platform": described}]})
}
