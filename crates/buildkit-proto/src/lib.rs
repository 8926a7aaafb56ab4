//! The messages of BuildKit: its graph format (LLB) and the service that it offers to frontends.
//!
//! The types are generated from the files in `proto/` and checked in, so that a build needs neither
//! `protoc` nor a build script. All maps are [`BTreeMap`](std::collections::BTreeMap)s: equal
//! messages have equal bytes.
//!
//! The one thing written by hand is [`encode_op`]. BuildKit identifies a vertex by the digest of
//! the op *as its own encoder writes it*, and that encoder does not write fields in the order of
//! their numbers.
//!
//! Features: `grpc` adds the client of the service ([`frontend`]`::llb_bridge_client`), `server`
//! adds its server, for tests that play the engine. Without them this crate is data only.

mod canonical;
#[allow(missing_docs, clippy::all, clippy::pedantic)]
#[rustfmt::skip]
mod generated;

pub use canonical::{OpOrder, encode_op};
/// File metadata (`fsutil.types`).
pub use generated::fsutil::types as fsutil;
/// Errors as gRPC carries them (`google.rpc`).
pub use generated::google::rpc;
/// Capabilities of an engine (`moby.buildkit.v1.apicaps`).
pub use generated::moby::buildkit::v1::apicaps;
/// The service that a frontend talks to (`moby.buildkit.v1.frontend`).
pub use generated::moby::buildkit::v1::frontend;
/// A placeholder for source policies (`moby.buildkit.v1.sourcepolicy`).
pub use generated::moby::buildkit::v1::sourcepolicy;
/// Workers of an engine (`moby.buildkit.v1.types`).
pub use generated::moby::buildkit::v1::types;
/// LLB: the graph of operations (`pb`).
pub use generated::pb;
