//! What runs again whatever is known (`--no-cache`, `--no-cache-filter`).

use std::collections::BTreeSet;

use buildkit_llb::Describe;

use super::number;

/// Which steps run again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NoCache {
    /// None that is known.
    #[default]
    Nothing,
    /// All.
    Everything,
    /// Those of some stages, in lower case: what their titles begin with.
    Stages(BTreeSet<String>),
}

impl NoCache {
    /// Gives a step its title, and with it what is known of it.
    pub(super) fn titled<Op: Describe>(&self, operation: Op, title: String) -> Op {
        let again = match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Stages(stages) => {
                number::stage(&title).is_some_and(|name| stages.contains(&name.to_lowercase()))
            }
        };
        let operation = operation.title(title);
        if again {
            operation.ignore_cache()
        } else {
            operation
        }
    }
}
