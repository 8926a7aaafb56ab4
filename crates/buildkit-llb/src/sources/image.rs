//! Images of registries.

use std::num::NonZeroU32;

use super::Source;
use crate::{Digest, Platform, caps};

/// The file system of an image.
#[derive(Clone, Debug)]
pub struct Image(pub(super) Source);

/// Whether the registry is asked for the image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResolveMode {
    /// As the engine sees fit.
    #[default]
    Default,
    /// Always.
    Pull,
    /// Only if the engine has no such image.
    Local,
}

impl ResolveMode {
    /// The word of the protocol.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Pull => "pull",
            Self::Local => "local",
        }
    }
}

/// What an image is for, as shown by disk usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordType {
    /// A frontend.
    Frontend,
    /// Something that the user did not ask for.
    Internal,
}

impl Image {
    /// An image for a platform. The reference is complete:
    /// `docker.io/library/alpine:3.20@sha256:…`.
    pub fn new(reference: impl AsRef<str>, platform: Platform) -> Self {
        let mut source = Source::new(
            format!("docker-image://{}", reference.as_ref()),
            caps::SOURCE_IMAGE,
        );
        source.platform = Some(platform);
        Self(source)
    }

    /// Whether the registry is asked.
    #[must_use]
    pub fn resolve_mode(mut self, mode: ResolveMode) -> Self {
        let value = if mode == ResolveMode::Default {
            ""
        } else {
            mode.as_str()
        };
        self.0
            .set("image.resolvemode", value, caps::SOURCE_IMAGE_RESOLVE_MODE);
        self
    }

    /// Only the first layers.
    #[must_use]
    pub fn layer_limit(mut self, layers: NonZeroU32) -> Self {
        self.0.set(
            "image.layerlimit",
            layers.to_string(),
            caps::SOURCE_IMAGE_LAYER_LIMIT,
        );
        self
    }

    /// What the image is for.
    #[must_use]
    pub fn record_type(mut self, record_type: RecordType) -> Self {
        let value = match record_type {
            RecordType::Frontend => "frontend",
            RecordType::Internal => "internal",
        };
        self.0.set("image.recordtype", value, caps::SOURCE_IMAGE);
        self
    }

    /// Fail unless the image has this digest.
    #[must_use]
    pub fn checksum(mut self, digest: &Digest) -> Self {
        self.0.set(
            "image.checksum",
            digest.as_str(),
            caps::SOURCE_IMAGE_CHECKSUM,
        );
        self
    }
}
