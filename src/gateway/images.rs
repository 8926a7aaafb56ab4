//! Images: what the engine knows about them.

use std::collections::BTreeMap;

use buildkit_llb::{Platform, ResolveMode, Session};
use buildkit_proto::{frontend as wire, pb};
use tonic::Status;

use super::Bridge;

/// The scheme of images that come from registries.
const REGISTRY: &str = "docker-image://";

/// What `ResolveImageConfig` calls an OCI layout.
const OCI_LAYOUT: i32 = 1;

/// An image whose configuration is wanted.
#[derive(Debug, Clone)]
pub struct ResolveImage {
    /// The full reference, registry and tag or digest included.
    pub reference: String,
    /// Where it is, if not in a registry or with the engine.
    pub layout: Option<Layout>,
    /// The platform to choose from an index.
    pub platform: Platform,
    /// Whether the registry is asked.
    pub mode: ResolveMode,
    /// The line that the progress shows.
    pub log_name: String,
}

/// An OCI layout of the client.
#[derive(Debug, Clone)]
pub struct Layout {
    /// What the client calls it.
    pub store: String,
    /// The session that serves it.
    pub session: Session,
}

/// What is meant by a reference.
#[derive(Debug, Clone)]
pub enum ResolvedImage {
    /// An image.
    Image(ImageMetadata),
    /// What a policy of the client's has in the place of that image, by its address (`https://…`).
    Replaced(String),
}

/// What the engine found out about an image.
#[derive(Debug, Clone)]
pub struct ImageMetadata {
    /// The reference with the digest of its top-level manifest, where the engine knows one.
    pub reference: String,
    /// The image configuration, JSON.
    pub config: Vec<u8>,
}

impl Bridge {
    /// The configuration and digest of an image.
    pub async fn resolve_image(&self, image: ResolveImage) -> Result<ResolvedImage, Status> {
        if self.gateway.has("source.metaresolver") {
            self.resolve_source_meta(image).await
        } else {
            let found = self.resolve_image_config(image).await?;
            Ok(ResolvedImage::Image(found))
        }
    }

    async fn resolve_source_meta(&self, image: ResolveImage) -> Result<ResolvedImage, Status> {
        let scheme = match image.layout {
            Some(_) => "oci-layout://",
            None => REGISTRY,
        };
        let attrs = image.layout.map(|layout| {
            let session = layout.session.as_str().to_owned();
            BTreeMap::from([
                ("oci.session".to_owned(), session),
                ("oci.store".to_owned(), layout.store),
            ])
        });
        let request = wire::ResolveSourceMetaRequest {
            source: Some(pb::SourceOp {
                identifier: format!("{scheme}{}", image.reference),
                attrs: attrs.unwrap_or_default(),
            }),
            platform: Some((&image.platform).into()),
            log_name: image.log_name,
            resolve_mode: image.mode.as_str().to_owned(),
            ..wire::ResolveSourceMetaRequest::default()
        };
        let mut client = self.client.clone();
        let response = client.resolve_source_meta(request).await?.into_inner();
        let identifier = response.source.map(|source| source.identifier);
        let identifier = identifier.unwrap_or_default();
        let resolved = identifier.strip_prefix(scheme).unwrap_or(&image.reference);
        Ok(match response.image {
            Some(found) => ResolvedImage::Image(ImageMetadata {
                reference: pinned(resolved, &found.digest),
                config: found.config,
            }),
            None => ResolvedImage::Replaced(identifier),
        })
    }

    async fn resolve_image_config(&self, image: ResolveImage) -> Result<ImageMetadata, Status> {
        let mut request = wire::ResolveImageConfigRequest {
            r#ref: image.reference.clone(),
            platform: Some((&image.platform).into()),
            resolve_mode: image.mode.as_str().to_owned(),
            log_name: image.log_name,
            ..wire::ResolveImageConfigRequest::default()
        };
        if let Some(layout) = image.layout {
            request.resolver_type = OCI_LAYOUT;
            request.session_id = layout.session.as_str().to_owned();
            request.store_id = layout.store;
        }
        let mut client = self.client.clone();
        let found = client.resolve_image_config(request).await?.into_inner();
        Ok(ImageMetadata {
            reference: pinned(&image.reference, &found.digest),
            config: found.config,
        })
    }
}

/// `reference@digest`, unless it has a digest already or none is known.
fn pinned(reference: &str, digest: &str) -> String {
    if digest.is_empty() || reference.contains('@') {
        reference.to_owned()
    } else {
        format!("{reference}@{digest}")
    }
}
