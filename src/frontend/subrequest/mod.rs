//! Questions about a build, which are answered from the spec alone: `docker buildx build --call=…`.

mod describe;
mod location;
mod outline;
mod table;
mod targets;

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Conversation, Target, entry, target};
use crate::gateway::{Failure, FileSystems, Options, SolvedResult};

/// A question that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subrequest {
    /// Which questions there are.
    Describe,
    /// What a target takes from the outside: arguments, secrets, SSH agents.
    Outline,
    /// What `--target` can name.
    Targets,
}

/// All of them.
const ALL: [Subrequest; 3] = [
    Subrequest::Describe,
    Subrequest::Outline,
    Subrequest::Targets,
];

/// The form of the answers, by the version of BuildKit's definition of it.
const VERSION: &str = "1.0.0";

/// An answer for programs and for people.
struct Answer {
    json: Value,
    text: String,
}

impl Subrequest {
    /// What the client asks, if it asks anything.
    ///
    /// # Errors
    /// When it is not understood.
    pub(super) fn asked(options: &Options) -> Result<Option<Self>, Failure> {
        let Some(asked) = options.get("requestid") else {
            return Ok(None);
        };
        let known = ALL.into_iter().find(|it| it.id() == asked);
        match known {
            None => Err(Failure::UnknownSubrequest(asked.to_owned())),
            known => Ok(known),
        }
    }

    /// The name by which clients ask.
    fn id(self) -> &'static str {
        match self {
            Self::Describe => "frontend.subrequests.describe",
            Self::Outline => "frontend.outline",
            Self::Targets => "frontend.targets",
        }
    }

    /// The answer. Nothing is built for it, and no warning told.
    pub(super) async fn answer(self, conversation: &Conversation) -> Result<SolvedResult, Failure> {
        let answer = match self {
            Self::Describe => describe::answer(),
            Self::Outline => {
                let (spec, _) = entry::load(conversation).await?;
                let name = &conversation.request.target;
                let (_, spec) = Target::choose(name, spec)?;
                outline::answer(&target::find(name, &spec)?, &spec)
            }
            Self::Targets => {
                let (spec, _) = entry::load(conversation).await?;
                targets::answer(&spec)
            }
        };
        Ok(answer.into())
    }
}

impl From<Answer> for SolvedResult {
    fn from(Answer { json, text }: Answer) -> Self {
        let metadata = [
            ("result.json", format!("{json:#}")),
            ("result.txt", text),
            ("version", VERSION.to_owned()),
        ];
        let entry = |(key, text): (&str, String)| (key.to_owned(), text.into_bytes());
        Self {
            file_systems: FileSystems::None,
            metadata: BTreeMap::from(metadata.map(entry)),
        }
    }
}
