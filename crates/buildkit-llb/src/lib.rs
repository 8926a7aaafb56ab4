//! A typed builder for LLB, the build graph of BuildKit.
//!
//! Operations are values: describe one, take its [`Output`]s, use them in others, and turn the last
//! one into a [`Definition`] that BuildKit solves.
//!
//! ```
//! use buildkit_llb::{
//!     Bind, Definition, Describe, Exec, Image, Local, OpOrder, OutputMount, Platform, Session,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let platform: Platform = "linux/amd64".parse()?;
//! let session = Session::new("the client's session").ok_or("no session")?;
//!
//! let python = Image::new("docker.io/library/python:3.13-slim", platform.clone()).into_output();
//! let code = Local::new("context", &session).title("load the code").into_output();
//! let [wheel] = Exec::new(platform, "pip")
//!     .args(["wheel", "--wheel-dir=/out", "/code"])
//!     .mount(Bind::new("/code", code))
//!     .title("build the wheel")
//!     .produce(python, [OutputMount::scratch("/out")]);
//!
//! let definition = Definition::build(wheel, OpOrder::OneofLast);
//! // The image, the code, the command, and the op that points at the result.
//! assert_eq!(definition.as_pb().def.len(), 4);
//! # Ok(())
//! # }
//! ```
//!
//! # What cannot go wrong
//!
//! LLB is protobuf, where a forgotten field is zero, and zero often means something. Here:
//!
//! * **Scratch** is `None`. Where an empty file system makes sense, a parameter takes
//!   `impl Into<Option<Output>>`, elsewhere an [`Output`]. Its `-1` on the wire, and those of "keep
//!   the mode", "no timestamp" and "no result", are written for you.
//! * **Results of an exec** are numbered by position among its mounts. You get them as an array, in
//!   the order in which you asked.
//! * **Bytes** are canonical ([`encode_op`](buildkit_proto::encode_op)): the digest of an op is the
//!   digest of its vertex in the engine, so source lines, warnings and shared steps work. Equal ops
//!   become one, with what is known about them joined.
//! * **Every op** has metadata, as consumers of definitions demand.
//! * **Sources** of the client carry its session, downloads carry a file name, and absent options
//!   are absent.
//!
//! # Capabilities
//!
//! Engines differ. [`Definition::required_caps`] says which capabilities a graph relies on;
//! [`caps`] names those worth asking for before a graph is built.
//!
//! # History
//!
//! The name and the job are those of a crate that was last published in 2020. This one is written
//! anew, and knows what BuildKit has learned since.

pub mod caps;
mod definition;
mod digest;
mod exec;
mod file;
mod foreign;
mod graph;
mod json;
mod merge;
mod metadata;
mod mounts;
mod output;
mod platform;
mod source_map;
mod sources;

pub use buildkit_proto::{OpOrder, pb};
pub use definition::Definition;
pub use digest::{Digest, DigestError};
pub use exec::{Exec, Network, OutputMount, Security};
pub use file::{Copy, FileAction, FileActions, Id, Mkdir, Mkfile, Owner, Rm, Symlink, Timestamp};
pub use foreign::{ForeignError, embed};
pub use json::{Digests, definition_to_json};
pub use merge::{Diff, Merge};
pub use metadata::{Describe, Metadata, ProgressGroup};
pub use mounts::{
    Bind, Cache, ContentCache, HasContent, Mount, Secret, Sharing, Ssh, Tmpfs, Writable,
};
pub use output::Output;
pub use platform::{Platform, PlatformError};
pub use source_map::{Location, Position, SourceFile, SourceRange};
pub use sources::{
    Differ, Git, GitUrlError, Http, HttpError, Image, Local, OciLayout, RecordType, ResolveMode,
    Session,
};
