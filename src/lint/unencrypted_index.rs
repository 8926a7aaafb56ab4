//! `index: http://…`, `--index-url http://…`

use std::collections::BTreeSet;

use super::Subject;
use super::server::{is_loopback, split};
use crate::diagnostic::texts::lint as texts;
use crate::lock::{Requested, Requirements};
use crate::packaging::url;
use crate::spec::Index;

pub(super) fn check(subject: &mut Subject) {
    for Index { url, auth, .. } in &subject.spec.indexes {
        if let Some(host) = unencrypted(url.value.as_str()) {
            let finding = texts::unencrypted_index(host, auth.is_some());
            subject.report(finding, url.span);
        }
    }
    let inputs = subject.inputs;
    let Some(Requested::Requirements(requirements)) = inputs.map(|it| &it.requested) else {
        return;
    };
    for address in addresses(requirements) {
        if let Some(host) = unencrypted(address)
            && let Some(at) = subject.files.place_of(address)
        {
            let finding = texts::unencrypted_index(host, false);
            subject.found.push(finding.at(at));
        }
    }
}

/// What requirements files and uv's settings ask.
fn addresses(requirements: &Requirements) -> BTreeSet<&String> {
    let options = &requirements.options;
    let of_packages = requirements.package_indexes.iter().map(|it| &it.url);
    let all = options.index_url.iter().chain(&options.extra_index_urls);
    all.chain(&options.find_links).chain(of_packages).collect()
}

/// The host of an address where what is sent can be read on the way; it never leaves the machine for another one.
fn unencrypted(address: &str) -> Option<&str> {
    let host = address.starts_with("http://").then(|| url::host(address))?;
    let stays = split(host).is_some_and(|(name, _)| is_loopback(name));
    (!stays).then_some(host)
}
