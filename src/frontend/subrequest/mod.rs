//! Questions about a build, which are answered from the spec alone: `docker buildx build --call=…`.

mod describe;
mod lint;
mod list;
mod location;
mod outline;
mod table;
mod targets;

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Conversation, Target, entry};
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
    /// What rules find.
    Lint,
}

/// All of them.
const ALL: [Subrequest; 4] = [
    Subrequest::Describe,
    Subrequest::Outline,
    Subrequest::Targets,
    Subrequest::Lint,
];

/// The form of the answers, by the version of BuildKit's definition of it.
const VERSION: &str = "1.0.0";

/// An answer for programs and for people.
struct Answer {
    json: Value,
    text: String,
    /// The exit status of the client, if it is not 0.
    status: Option<u8>,
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
            Self::Lint => "frontend.lint",
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
                outline::answer(&list::find(name, &spec)?, &spec)
            }
            Self::Targets => {
                let (spec, _) = entry::load(conversation).await?;
                targets::answer(&spec)
            }
            Self::Lint => lint::answer(conversation).await?,
        };
        Ok(answer.into())
    }
}

impl From<Answer> for SolvedResult {
    fn from(answer: Answer) -> Self {
        let status = answer.status.map(|status| status.to_string());
        let metadata = [
            ("result.json", Some(format!("{:#}", answer.json))),
            ("result.txt", Some(answer.text)),
            ("result.statuscode", status),
            ("version", Some(VERSION.to_owned())),
        ];
        let metadata = metadata.into_iter();
        let entry =
            |(key, text): (&str, Option<String>)| Some((key.to_owned(), text?.into_bytes()));
        Self {
            file_systems: FileSystems::None,
            metadata: metadata.filter_map(entry).collect(),
            attestations: BTreeMap::new(),
        }
    }
}
