//! Images in a directory of the client.

use super::{Session, Source};
use crate::{Digest, Platform, caps};

/// The file system of an image in an OCI layout of the client.
#[derive(Clone, Debug)]
pub struct OciLayout(pub(super) Source);

impl OciLayout {
    /// An image of the client's store `store`; `name` is a complete image name that only serves for
    /// display.
    pub fn new(
        name: &str,
        digest: &Digest,
        store: &str,
        session: &Session,
        platform: Platform,
    ) -> Self {
        let mut source = Source::new(
            format!("oci-layout://{name}@{digest}"),
            caps::SOURCE_OCI_LAYOUT,
        );
        source.platform = Some(platform);
        source.set("oci.session", session.as_str(), caps::SOURCE_OCI_LAYOUT);
        source.set("oci.store", store, caps::SOURCE_OCI_LAYOUT);
        Self(source)
    }
}
