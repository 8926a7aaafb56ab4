//! Calls to the engine's `LLBBridge` service, each with the engine's answer in our own types.

use std::collections::BTreeMap;

use buildkit_llb::Platform;
use buildkit_proto::frontend::llb_bridge_client::LlbBridgeClient;
use buildkit_proto::{frontend as wire, pb};
use tonic::Status;
use tonic::transport::Channel;

use super::attestation::{self, Attestation};
use super::{Capabilities, Failure};
use crate::diagnostic::{Diagnostic, Lint, render_without_place, texts};
use crate::lower::{range, source_file};

/// The largest message either side accepts, in bytes: the engine's limit, and four times tonic's default.
const MAX_MESSAGE: usize = 16 << 20;

/// How much of a file one `ReadFile` asks for, in bytes.
const READ_CHUNK: usize = 8 << 20;

/// The largest file that is read, in bytes. The largest locks have half of it, and an error that shows its lines fits into a
/// message.
const LARGEST_FILE: usize = 8 << 20;

/// The bits of a mode that Go uses for the kind of a file.
const GO_DIRECTORY: u32 = 1 << 31;
const GO_SYMLINK: u32 = 1 << 27;

/// The connection to the engine, and what it said about itself.
#[derive(Debug)]
pub struct Bridge {
    pub(super) client: LlbBridgeClient<Channel>,
    pub(super) gateway: Capabilities,
    llb: Capabilities,
    workers: Vec<buildkit_proto::types::WorkerRecord>,
}

/// A result inside the engine, lazy until something is read from it. Valid while this process lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(pub(super) String);

/// A name in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// Without the directory.
    pub name: String,
    /// Whether it is a directory in turn.
    pub is_directory: bool,
    /// In bytes.
    pub size: u64,
}

/// One graph to solve.
#[derive(Debug, Clone, Default)]
pub struct SolveRequest {
    /// The graph; without operations it stands for an empty file system.
    pub definition: pb::Definition,
    /// Where the client lets the engine look for cached results (`--cache-from`). The engine does not apply them by
    /// itself: every graph that should hit them has to carry them.
    pub cache_imports: Vec<wire::CacheOptionsEntry>,
    /// Whether the answer waits until all of it is built.
    pub evaluate: bool,
}

/// The answer to the whole build: file systems and what goes with them.
#[derive(Debug, Clone)]
pub struct SolvedResult {
    /// What is exported.
    pub file_systems: FileSystems,
    /// For the exporter, by key (`containerimage.config`, `refs.platforms`, …), or for the client that asked a question.
    pub metadata: BTreeMap<String, Vec<u8>>,
    /// What is attested of the file systems, by the IDs of their platforms.
    pub attestations: BTreeMap<String, Vec<Attestation>>,
}

/// What a build gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSystems {
    /// None: the answer is not a file system.
    None,
    /// One, which is exported as it is.
    One(Reference),
    /// One for each platform, by its ID.
    ByPlatform(BTreeMap<String, Reference>),
}

/// Something to tell the user while the build goes on.
#[derive(Debug, Clone)]
pub struct Warning {
    /// Digest of a step that the client sees: an unknown one makes the engine drop the warning.
    pub vertex: String,
    /// What clients list.
    pub line: String,
    /// The rule that it comes from.
    pub lint: Lint,
    /// What clients tell where they are asked for more, and where it is written.
    pub diagnostic: Diagnostic,
}

impl Bridge {
    /// Says hello and learns the engine's capabilities.
    pub async fn connect(channel: Channel) -> Result<Self, Status> {
        let mut client = LlbBridgeClient::new(channel)
            .max_decoding_message_size(MAX_MESSAGE)
            .max_encoding_message_size(MAX_MESSAGE);
        let pong = client.ping(wire::PingRequest {}).await?.into_inner();
        Ok(Self {
            client,
            gateway: pong.frontend_api_caps.into(),
            llb: pong.llb_caps.into(),
            workers: pong.workers,
        })
    }

    /// What the gateway's own calls can do.
    pub fn gateway_capabilities(&self) -> &Capabilities {
        &self.gateway
    }

    /// What graphs may contain.
    pub fn llb_capabilities(&self) -> &Capabilities {
        &self.llb
    }

    /// The platforms whose programs the engine says that it runs: those of its first worker, and its own machine's first.
    pub fn platforms(&self) -> Vec<Platform> {
        let listed = self.workers.first().map(|worker| &worker.platforms);
        listed.into_iter().flatten().map(Platform::from).collect()
    }

    /// Registers a graph; unless it is evaluated, nothing runs until something is read from the result.
    pub async fn solve(&self, request: SolveRequest) -> Result<Reference, Status> {
        let request = wire::SolveRequest {
            definition: Some(request.definition),
            cache_imports: request.cache_imports,
            evaluate: request.evaluate,
            allow_result_return: true,
            allow_result_array_ref: true,
            ..wire::SolveRequest::default()
        };
        let response = self.client.clone().solve(request).await?.into_inner();
        let id = match response.result.and_then(|result| result.result) {
            Some(wire::result::Result::Ref(reference)) => reference.id,
            Some(wire::result::Result::RefDeprecated(id)) => id,
            _ => response.r#ref,
        };
        Ok(Reference(id))
    }

    /// The start of a file.
    pub async fn read_head(
        &self,
        reference: &Reference,
        path: &str,
        length: usize,
    ) -> Result<Vec<u8>, Status> {
        self.read_part(reference, path, 0, length).await
    }

    /// The whole content of a file.
    ///
    /// # Errors
    /// When the engine has no such file, or when it is larger than any that people write: then the code is `OutOfRange`.
    pub async fn read_file(&self, reference: &Reference, path: &str) -> Result<Vec<u8>, Status> {
        let mut content = Vec::new();
        loop {
            let chunk = self
                .read_part(reference, path, content.len(), READ_CHUNK)
                .await?;
            content.extend_from_slice(&chunk);
            if content.len() > LARGEST_FILE {
                let too_large = texts::context::too_large(path, LARGEST_FILE >> 20);
                return Err(Status::out_of_range(render_without_place(&too_large)));
            }
            if chunk.len() < READ_CHUNK {
                return Ok(content);
            }
        }
    }

    /// The whole content of a file; `None` if there is no such file.
    pub async fn find_file(
        &self,
        reference: &Reference,
        path: &str,
    ) -> Result<Option<Vec<u8>>, Status> {
        unless_absent(self.read_file(reference, path).await)
    }

    /// Whether there is such a file, or a link that leads to one.
    pub async fn has_file(&self, reference: &Reference, path: &str) -> Result<bool, Status> {
        let request = wire::StatFileRequest {
            r#ref: reference.0.clone(),
            path: path.to_owned(),
            ..wire::StatFileRequest::default()
        };
        let found = self.client.clone().stat_file(request).await;
        Ok(unless_absent(found)?.is_some())
    }

    async fn read_part(
        &self,
        reference: &Reference,
        path: &str,
        offset: usize,
        length: usize,
    ) -> Result<Vec<u8>, Status> {
        let range = wire::FileRange {
            offset: i64::try_from(offset).unwrap_or(i64::MAX),
            length: i64::try_from(length).unwrap_or(i64::MAX),
        };
        let request = wire::ReadFileRequest {
            r#ref: reference.0.clone(),
            file_path: path.to_owned(),
            range: Some(range),
            ..wire::ReadFileRequest::default()
        };
        let answer = self.client.clone().read_file(request).await?;
        Ok(answer.into_inner().data)
    }

    /// The names in a directory, or those of them that match a pattern (`*.py`). Links are left out.
    pub async fn read_dir(
        &self,
        reference: &Reference,
        path: &str,
        pattern: &str,
    ) -> Result<Vec<DirectoryEntry>, Status> {
        let request = wire::ReadDirRequest {
            r#ref: reference.0.clone(),
            dir_path: path.to_owned(),
            include_pattern: pattern.to_owned(),
            ..wire::ReadDirRequest::default()
        };
        let response = self.client.clone().read_dir(request).await?.into_inner();
        let entries = response.entries.into_iter();
        let entries = entries.filter(|entry| entry.mode & GO_SYMLINK == 0);
        Ok(entries
            .map(|entry| DirectoryEntry {
                name: entry.path,
                is_directory: entry.mode & GO_DIRECTORY != 0,
                size: u64::try_from(entry.size).unwrap_or(0),
            })
            .collect())
    }

    /// The same; `None` if there is no such directory.
    pub async fn find_dir(
        &self,
        reference: &Reference,
        path: &str,
    ) -> Result<Option<Vec<DirectoryEntry>>, Status> {
        unless_absent(self.read_dir(reference, path, "").await)
    }

    /// What the client hands in as results of other builds, by name; an engine that knows none has none.
    pub async fn inputs(&self) -> Result<BTreeMap<String, pb::Definition>, Status> {
        if !self.gateway.has("frontend.inputs") {
            return Ok(BTreeMap::new());
        }
        let answer = self.client.clone().inputs(wire::InputsRequest {}).await?;
        Ok(answer.into_inner().definitions.into_iter().collect())
    }

    /// Shows a warning. An engine without warnings shows none.
    pub async fn warn(&self, warning: Warning) -> Result<(), Status> {
        let Warning {
            vertex,
            line,
            lint,
            diagnostic,
        } = warning;
        if !self.gateway.has("gateway.warnings") {
            return Ok(());
        }
        let place = diagnostic.at.as_ref();
        let detail = [&diagnostic.why, &diagnostic.help]
            .into_iter()
            .flatten()
            .map(|text| text.as_bytes().to_vec());
        let request = wire::WarnRequest {
            digest: vertex,
            level: 1,
            short: line.into_bytes(),
            detail: detail.collect(),
            url: lint.url(),
            info: place.map(|at| source_file(&at.file).as_ref().into()),
            ranges: place.map(|at| range(at.span).into()).into_iter().collect(),
        };
        self.client.clone().warn(request).await?;
        Ok(())
    }

    /// Records the one answer of this process.
    pub async fn give_back(&self, outcome: Result<SolvedResult, Failure>) -> Result<(), Status> {
        let request = match outcome {
            Ok(solved) => wire::ReturnRequest {
                result: Some(wire::Result {
                    result: self.file_systems(solved.file_systems),
                    metadata: solved.metadata,
                    attestations: attestation::to_wire(solved.attestations),
                }),
                error: None,
            },
            Err(failure) => wire::ReturnRequest {
                result: None,
                error: Some(failure.into_status()),
            },
        };
        self.client.clone().r#return(request).await?;
        Ok(())
    }
}

/// The engine has no typed answer for what is not there.
fn unless_absent<T>(answer: Result<T, Status>) -> Result<Option<T>, Status> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(status) if status.message().contains("no such file or directory") => Ok(None),
        Err(status) => Err(status),
    }
}

impl Bridge {
    /// Engines before BuildKit 0.7 know the bare names only.
    fn file_systems(&self, file_systems: FileSystems) -> Option<wire::result::Result> {
        use wire::result::Result::{Ref, RefDeprecated, Refs, RefsDeprecated};
        let named = |Reference(id)| wire::Ref { id, def: None };
        Some(match (file_systems, self.gateway.has("proto.refarray")) {
            (FileSystems::None, _) => return None,
            (FileSystems::One(one), true) => Ref(named(one)),
            (FileSystems::One(Reference(id)), false) => RefDeprecated(id),
            (FileSystems::ByPlatform(all), true) => Refs(wire::RefMap {
                refs: all.into_iter().map(|(id, it)| (id, named(it))).collect(),
            }),
            (FileSystems::ByPlatform(all), false) => RefsDeprecated(wire::RefMapDeprecated {
                refs: all.into_iter().map(|(id, it)| (id, it.0)).collect(),
            }),
        })
    }
}
