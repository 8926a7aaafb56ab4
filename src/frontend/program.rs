//! What the container runs, where the spec does not say it.

use super::Target;
use super::conversation::Conversation;
use crate::diagnostic::{Diagnostics, Span, Spanned, texts};
use crate::gateway::{Failure, Reference};
use crate::infer::{self, Entry, Inferred, Listing, Progress, Project, Tree, Want};
use crate::lower;
use crate::plan::{SentFiles, Wanted};
use crate::spec::{Port, Protocol, Spec};

/// The largest module that is read, in bytes. Larger ones are generated.
const LARGEST: u64 = 1 << 20;

/// The spec with a program: what it says, or what the application's files say. Nothing is asked for if it says it, or if the
/// program runs in nothing that is made.
pub(super) async fn complete(
    conversation: &Conversation,
    spec: Spec,
    target: &Target,
    project: Option<&str>,
    wanted: &Wanted,
    ignored: &[String],
) -> Result<(Spec, Diagnostics), Failure> {
    if spec.names_program() || !target.runs() {
        return Ok((spec, Diagnostics::new()));
    }
    let settings = &conversation.request.settings;
    let files = SentFiles::to_search(&spec, ignored, wanted.locked());
    let context = conversation
        .solve(lower::application_files(&files, settings))
        .await?;
    let project = Project::new(&spec, project, wanted);
    let mut tree = Tree::new();
    let inferred = loop {
        let progress = infer::infer(&project, &tree).map_err(|problem| {
            let place = spec.file.at(Span::default());
            let at = problem.at.clone().unwrap_or(place);
            problem.at(at)
        })?;
        match progress {
            Progress::Wants(wants) => look(conversation, &context, wants, &mut tree).await?,
            Progress::Done(inferred) => break *inferred,
        }
    };
    let told = texts::infer::told(inferred.argv.as_slice(), &inferred.reason);
    conversation.tell(&told).await?;
    Ok(merge(spec, inferred))
}

/// Looks at directories and files of the context.
async fn look(
    conversation: &Conversation,
    context: &Reference,
    wants: Vec<Want>,
    tree: &mut Tree,
) -> Result<(), Failure> {
    let bridge = &conversation.bridge;
    for want in wants {
        match want {
            Want::File(path) => {
                let bytes = bridge.read_file(context, path.as_str()).await?;
                tree.insert_file(path, &bytes);
            }
            Want::Directory(listing) => {
                let entries = list(conversation, context, &listing).await?;
                tree.insert_directory(listing, entries);
            }
        }
    }
    Ok(())
}

async fn list(
    conversation: &Conversation,
    context: &Reference,
    listing: &Listing,
) -> Result<Vec<Entry>, Failure> {
    let path = format!("/{}", listing.path.as_str());
    let pattern = if listing.only_modules { "*.py" } else { "" };
    let bridge = &conversation.bridge;
    let found = match bridge.read_dir(context, &path, pattern).await {
        Ok(found) => found,
        // The engine has no typed answer for it.
        Err(status)
            if ["no such file", "not a directory"]
                .iter()
                .any(|it| status.message().contains(it)) =>
        {
            Vec::new()
        }
        Err(status) => return Err(status.into()),
    };
    let found = found.into_iter().filter(|entry| entry.size <= LARGEST);
    Ok(found
        .map(|entry| Entry {
            name: entry.name,
            is_directory: entry.is_directory,
        })
        .collect())
}

/// What the spec says wins.
fn merge(mut spec: Spec, inferred: Inferred) -> (Spec, Diagnostics) {
    let nowhere = Span::default();
    spec.entrypoint = Some(Spanned::new(inferred.argv, nowhere));
    if let Some(number) = inferred.port.filter(|_| spec.ports.is_empty()) {
        let protocol = Protocol::Tcp;
        spec.ports = vec![Spanned::new(Port { number, protocol }, nowhere)];
    }
    for (name, value) in inferred.env {
        let value = Spanned::new(value, nowhere);
        spec.env.entry(name).or_insert(value);
    }
    let warning = inferred.warning.map(Diagnostics::from);
    (spec, warning.unwrap_or_default())
}
