//! Which commits the repositories of requirements are at.

use futures_util::future::try_join_all;

use super::conversation::Part;
use super::foreseen;
use crate::diagnostic::texts;
use crate::gateway::Failure;
use crate::lock::{Commit, Entry, Requirements};
use crate::lower;
use crate::packaging::{Repository, is_commit};
use crate::plan::Trust;

/// Requirements with the commits that they are for: a branch is looked up each time, as Docker looks up those of a context.
pub(super) async fn find(
    part: &Part<'_>,
    trust: &Trust,
    requirements: &Requirements,
) -> Result<Requirements, Failure> {
    let found = requirements
        .repositories()
        .map(async |(entry, url, repository)| {
            let commit = look_up(part, trust, entry, repository).await?;
            Ok::<_, Failure>((url.to_owned(), commit))
        });
    let commits = try_join_all(found).await?.into_iter().collect();
    Ok(Requirements {
        commits,
        ..requirements.clone()
    })
}

async fn look_up(
    part: &Part<'_>,
    trust: &Trust,
    entry: &Entry,
    repository: Repository,
) -> Result<Commit, Failure> {
    let Entry {
        requirement, at, ..
    } = entry;
    let (name, url) = (&requirement.name, &repository.url);
    let ssh = trust.way_to(name, url).map_err(|it| it.at(at.clone()))?;
    let definition = lower::look_up(&repository, ssh, at, &part.site);
    let definition = definition.map_err(|problem| problem.at(at.clone()))?;
    let conversation = part.conversation;
    let read = async {
        let tree = conversation.build(definition).await?;
        Ok(conversation.bridge.read_file(&tree, lower::HEAD).await?)
    };
    let head = read.await.map_err(|failure: Failure| {
        foreseen::without_repository(name, url, ssh, at, failure).at(Some(at.clone()))
    })?;
    let hash = String::from_utf8_lossy(&head).trim().to_ascii_lowercase();
    if !is_commit(&hash) {
        return Err(texts::artifact::no_commit(url).at(at.clone()).into());
    }
    Ok(Commit { repository, hash })
}
