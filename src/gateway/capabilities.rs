//! What the engine can do, as it said in its answer to `Ping`.

use std::collections::BTreeMap;

use buildkit_proto::apicaps::ApiCap;

/// A set of capabilities: the gateway's, or those of LLB.
///
/// A capability counts only when it is listed *and* enabled: Docker's classic image store lists `mergeop` but
/// switches it off.
#[derive(Debug, Clone, Default)]
pub struct Capabilities {
    listed: BTreeMap<String, bool>,
}

impl Capabilities {
    /// Whether the engine offers the capability.
    pub fn has(&self, id: &str) -> bool {
        self.listed.get(id).copied().unwrap_or(false)
    }
}

impl From<Vec<ApiCap>> for Capabilities {
    fn from(caps: Vec<ApiCap>) -> Self {
        Self {
            listed: caps.into_iter().map(|cap| (cap.id, cap.enabled)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_but_disabled_capability_is_absent() {
        let cap = |id: &str, enabled| ApiCap {
            id: id.to_owned(),
            enabled,
            ..ApiCap::default()
        };
        let caps = Capabilities::from(vec![cap("mergeop", false), cap("file.base", true)]);
        assert!(caps.has("file.base"));
        assert!(!caps.has("mergeop"));
        assert!(!caps.has("unheard.of"));
    }
}
