//! Steps with numbers, as Dockerfiles have them: `[environment 2/9] UNPACK idna 3.10`.

use std::collections::BTreeMap;

use buildkit_llb::{Definition, Digest};

/// What comes in brackets and is no stage: what is loaded, and steps that several graphs have in common.
const OTHERS: [&str; 4] = ["internal", "context", "base", "lock"];

/// Numbers the steps of each stage, in the order of the graph: every step after those that it uses.
pub(super) fn numbered(mut definition: Definition) -> Definition {
    let mut totals: BTreeMap<String, usize> = BTreeMap::new();
    for (_, title) in definition.titles() {
        if let Some((stage, _)) = split(title) {
            *totals.entry(stage.to_owned()).or_default() += 1;
        }
    }
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    definition.retitle(|_, title| {
        let (stage, rest) = split(title)?;
        let number = numbers.entry(stage.to_owned()).or_default();
        *number += 1;
        let total = totals.get(stage)?;
        let width = total.to_string().len();
        Some(format!("[{stage} {number:>width$}/{total}] {rest}"))
    });
    definition
}

/// The titles that steps have in a whole graph.
#[derive(Clone, Debug, Default)]
pub struct Titles(BTreeMap<Digest, String>);

impl Titles {
    /// Those of a graph.
    pub fn of(definition: &Definition) -> Self {
        let titles = definition.titles();
        Self(
            titles
                .map(|(digest, title)| (digest.clone(), title.to_owned()))
                .collect(),
        )
    }

    /// Gives them to the same steps of another graph: whoever watches sees the first title of a step.
    pub fn give(&self, definition: &mut Definition) {
        definition.retitle(|digest, _| self.0.get(digest).cloned());
    }
}

/// The stage of a step, and what it does: `environment`, or `linux/arm64 environment`.
fn split(title: &str) -> Option<(&str, &str)> {
    let (stage, rest) = title.strip_prefix('[')?.split_once("] ")?;
    let name = name(stage)?;
    (!OTHERS.contains(&name)).then_some((stage, rest))
}

/// The stage of a title that has no number yet, without its platform; of several build steps, what they have in common.
pub(super) fn stage(title: &str) -> Option<&str> {
    let (stage, _) = title.strip_prefix('[')?.split_once("] ")?;
    name(stage)
}

fn name(stage: &str) -> Option<&str> {
    stage.split(' ').find(|word| !word.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_a_stage_are_known_by_its_name_in_brackets() {
        for (title, stage) in [
            ("[app] SEAL /app", Some("app")),
            ("[linux/arm64 app] SEAL /app", Some("linux/arm64 app")),
            ("[build 2] npm run a/b", Some("build 2")),
            ("[internal] load .dockerignore", None),
            ("[linux/arm64 internal] load metadata", None),
            ("[context assets] load from client", None),
            ("[linux/arm64] generating sbom using x", None),
            ("download idna-3.10-py3-none-any.whl", None),
        ] {
            assert_eq!(split(title).map(|(stage, _)| stage), stage, "{title}");
        }
    }
}
