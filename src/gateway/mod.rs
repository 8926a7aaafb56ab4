//! The only room that talks to BuildKit.
//!
//! BuildKit starts the frontend as a container process whose stdin and stdout carry one HTTP/2 connection; the
//! engine is the gRPC server, this process the client. Everything that BuildKit tells through the environment is in
//! [`Options`], everything it answers over the wire goes through [`Bridge`], and what goes wrong is a
//! [`Failure`] that becomes the one status message of the final `Return`.

mod attestation;
mod bridge;
mod capabilities;
mod failure;
mod images;
mod options;
mod own_image;
mod serve;
mod transport;

pub use attestation::{Attestation, Content};
pub use bridge::{Bridge, FileSystems, Reference, SolveRequest, SolvedResult, Warning};
pub use capabilities::Capabilities;
pub use failure::Failure;
pub use images::{ImageMetadata, Layout, ResolveImage, ResolvedImage};
pub use options::Options;
pub use own_image::own_image;
pub use serve::serve;
