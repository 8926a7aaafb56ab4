//! The image that this process runs in, as BuildKit describes it.

use std::{fs, io};

use buildkit_proto::pb;
use prost::Message as _;

/// Where BuildKit mounts the definition of the frontend's image.
const FRONTEND: &str = "/run/config/buildkit/metadata/frontend.bin";

/// The graph that is our own image; `None` where the engine is too old to tell.
///
/// # Errors
/// When there is a description that cannot be read.
pub fn own_image() -> io::Result<Option<pb::Definition>> {
    match fs::read(FRONTEND) {
        Ok(bytes) => Ok(Some(pb::Definition::decode(bytes.as_slice())?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
