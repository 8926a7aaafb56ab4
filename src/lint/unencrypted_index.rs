//! `index: http://…`

use super::Subject;
use crate::diagnostic::texts::lint as texts;
use crate::spec::{Index, IndexUrl};

pub(super) fn check(subject: &mut Subject) {
    for Index { url, auth, .. } in &subject.spec.indexes {
        if url.value.as_str().starts_with("http://") && !is_loopback(&url.value) {
            let finding = texts::unencrypted_index(url.value.host(), auth.is_some());
            subject.report(finding, url.span);
        }
    }
}

/// Whether what is sent never leaves the machine.
fn is_loopback(url: &IndexUrl) -> bool {
    let host = url.host();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1")
}
