//! An engine that runs nothing: it starts the frontend as BuildKit does, answers its calls from canned files, and
//! keeps what the frontend said.

#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::wildcard_imports,
    clippy::duplicate_mod
)]

pub mod graph;
#[path = "../numbers/mod.rs"]
mod numbers;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use buildkit_llb::{Platform, caps};
use buildkit_proto::frontend::llb_bridge_server::{LlbBridge, LlbBridgeServer};
use buildkit_proto::frontend::*;
use buildkit_proto::types::WorkerRecord;
use buildkit_proto::{apicaps::ApiCap, fsutil, pb, rpc};
use numbers::without_numbers;
use prost::Message as _;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::process::{ChildStdin, ChildStdout, Command};
use tokio_stream::StreamExt;
use tonic::transport::server::Connected;
use tonic::{Request, Response, Status, Streaming};

/// What the engine has, and the build's options.
#[derive(Clone, Default)]
pub struct Engine {
    /// Files by their paths. What steps on one image write is `PATH of IMAGE`, what they write on any other `PATH`; the
    /// configuration of an image is `config of IMAGE`. What is read for the second time is `PATH#2`, if there is one.
    pub files: BTreeMap<String, String>,
    /// Platforms that it runs beside its own, which is amd64's.
    pub platforms: Vec<&'static str>,
    pub environment: BTreeMap<String, String>,
    /// Capabilities that this engine lacks.
    pub missing: Vec<&'static str>,
    /// What the client hands in, by name.
    pub inputs: BTreeMap<String, pb::Definition>,
}

/// What a frontend did.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    pub solved: Vec<pb::Definition>,
    /// The titles of their ops, by digest and with numbers.
    pub titles: Vec<BTreeMap<String, String>>,
    /// What it warned of, in short.
    pub warned: Vec<String>,
    /// The files that it read and the directories that it listed, in order.
    pub asked: Vec<String>,
    pub result: Option<buildkit_proto::frontend::Result>,
    pub error: Option<rpc::Status>,
    pub code: Option<i32>,
    /// From the start of the process to its first call.
    pub first_call: Duration,
    /// From the start of the process to its end.
    pub lifetime: Duration,
    /// The most memory that it held, in KiB.
    pub peak_memory: u64,
}

/// A lock of a package that has to be built, and of one that has a wheel.
pub const PYLOCK: &str = r#"lock-version = "1.0"
created-by = "test"

[[packages]]
name = "built"
version = "1.0"
sdist = { url = "https://files.example.org/built-1.0.tar.gz", hashes = { sha256 = "1111111111111111111111111111111111111111111111111111111111111111" } }

[[packages]]
name = "fetched"
version = "1.0"
wheels = [{ url = "https://files.example.org/fetched-1.0-py3-none-any.whl", hashes = { sha256 = "2222222222222222222222222222222222222222222222222222222222222222" } }]
"#;

pub const FACTS: &str = r#"{
    "python": {"executable": "/usr/local/bin/python3", "version": "3.13.5", "implementation": "cpython", "cache_tag": "cpython-313", "pip": true, "venv": true, "uncompiled": "/usr/local/lib/python3.13"},
    "apt": true,
    "libc": {"family": "glibc", "version": "2.41"},
    "release": {"id": "debian", "version": "13"},
    "users": [{"name": "root", "uid": 0, "gid": 0, "home": "/root"}, {"name": "www-data", "uid": 33, "gid": 33, "home": "/var/www"}],
    "certificates": true
}"#;

/// The same, as its files have it.
pub const BASE: [(&str, &str); 3] = [
    (
        "/etc/os-release",
        "NAME=\"Debian\"\nID=debian\nVERSION_ID=\"13\"\n",
    ),
    (
        "/etc/passwd",
        "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n",
    ),
    ("/usr/local/bin/python3", ""),
];

pub const BASE_CONFIG: &str = r#"{"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/usr/local/bin:/usr/bin"], "Cmd": ["python3"]},
    "rootfs": {"type": "layers", "diff_ids": []}, "history": [{"created_by": "base"}]}"#;

impl Engine {
    /// An engine whose client has these files.
    pub fn with_files(files: &[(&str, &str)]) -> Self {
        let mut engine = Self::default();
        let reports = [
            ("facts.json", FACTS),
            ("findings.json", "[]"),
            ("overlaps.json", "[]"),
        ];
        for (path, text) in reports.iter().chain(&BASE).chain(files) {
            engine.files.insert((*path).to_owned(), (*text).to_owned());
        }
        engine
            .environment
            .insert("BUILDKIT_SESSION_ID".to_owned(), "the-session".to_owned());
        engine
            .option("filename", "cart.yaml")
            .option("source", "example.com/cartwright:1")
    }

    /// Hands in a tree as an input of the build.
    pub fn input(mut self, name: &str, definition: pb::Definition) -> Self {
        self.inputs.insert(name.to_owned(), definition);
        self
    }

    pub fn option(mut self, key: &str, value: &str) -> Self {
        let name = format!("BUILDKIT_FRONTEND_OPT_{}", self.environment.len());
        self.environment.insert(name, format!("{key}={value}"));
        self
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Runs the frontend to its end.
    pub fn run(&self) -> Transcript {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(self.converse())
    }

    async fn converse(&self) -> Transcript {
        let start = Instant::now();
        let mut child = Command::new(binary())
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let pipes = Pipes {
            reader: child.stdout.take().unwrap(),
            writer: child.stdin.take().unwrap(),
        };
        let state = Arc::new(Mutex::new(Transcript::default()));
        let service = Bridge {
            files: self.files.clone(),
            platforms: self.platforms.clone(),
            state: Arc::clone(&state),
            start,
            process: child.id().unwrap(),
            missing: self.missing.clone(),
            inputs: self.inputs.clone(),
        };
        let connection =
            tokio_stream::once(Ok::<_, std::io::Error>(pipes)).chain(tokio_stream::pending());
        let server = tonic::transport::Server::builder()
            .add_service(LlbBridgeServer::new(service).max_decoding_message_size(16 << 20))
            .serve_with_incoming(connection);
        let code = tokio::select! {
            ended = child.wait() => ended.unwrap().code(),
            stopped = server => panic!("the server stopped: {stopped:?}"),
            () = tokio::time::sleep(Duration::from_secs(20)) => panic!("the frontend hangs"),
        };
        let mut transcript = state.lock().unwrap().clone();
        transcript.code = code;
        transcript.lifetime = start.elapsed();
        transcript
    }
}

/// The frontend: the one that cargo built, or the one that `CARTWRIGHT_BINARY` names.
pub fn binary() -> std::ffi::OsString {
    std::env::var_os("CARTWRIGHT_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_cartwright").into())
}

/// An entry of a `pylock.toml`.
pub fn locked_wheel(name: &str, marker: &str) -> String {
    format!(
        "[[packages]]\nname = \"{name}\"\nversion = \"1\"\nmarker = \"{marker}\"\nwheels = [{{ url = \
        \"https://files.example.org/{name}-1-py3-none-any.whl\", size = 1, hashes = {{ sha256 = \"{}\" }} }}]\n",
        "1".repeat(64)
    )
}

struct Bridge {
    files: BTreeMap<String, String>,
    platforms: Vec<&'static str>,
    state: Arc<Mutex<Transcript>>,
    start: Instant,
    process: u32,
    missing: Vec<&'static str>,
    inputs: BTreeMap<String, pb::Definition>,
}

impl Bridge {
    fn peak_memory(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process)).unwrap_or_default();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap_or("0");
        line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
    }
}

/// What the engine has beside what graphs may ask for.
const OF_THE_GATEWAY: [&str; 6] = [
    "proto.refarray",
    "source.metaresolver",
    "gateway.warnings",
    "frontend.inputs",
    "exporter.image.annotations",
    "reference.attestations",
];

#[tonic::async_trait]
impl LlbBridge for Bridge {
    async fn ping(
        &self,
        _: Request<PingRequest>,
    ) -> std::result::Result<Response<PongResponse>, Status> {
        self.state.lock().unwrap().first_call = self.start.elapsed();
        let caps: Vec<_> = caps::ALL
            .iter()
            .chain(&OF_THE_GATEWAY)
            .map(|id| ApiCap {
                id: (*id).to_owned(),
                enabled: !self.missing.contains(id),
                ..ApiCap::default()
            })
            .collect();
        let platforms = std::iter::once("linux/amd64").chain(self.platforms.iter().copied());
        let platforms = platforms.map(|it| pb::Platform::from(&it.parse::<Platform>().unwrap()));
        let worker = WorkerRecord {
            platforms: platforms.collect(),
            ..WorkerRecord::default()
        };
        Ok(Response::new(PongResponse {
            frontend_api_caps: caps.clone(),
            llb_caps: caps,
            workers: vec![worker],
        }))
    }

    async fn solve(
        &self,
        request: Request<SolveRequest>,
    ) -> std::result::Result<Response<SolveResponse>, Status> {
        let mut state = self.state.lock().unwrap();
        let mut definition = request.into_inner().definition.unwrap();
        let mut titles = BTreeMap::new();
        for (digest, metadata) in &mut definition.metadata {
            if let Some(title) = metadata.description.get_mut("llb.customname") {
                titles.insert(digest.clone(), title.clone());
                *title = without_numbers(title);
            }
        }
        state.titles.push(titles);
        state.solved.push(definition);
        let reference = Ref {
            id: format!("ref{}", state.solved.len()),
            def: None,
        };
        let result = Result {
            result: Some(result::Result::Ref(reference)),
            ..Result::default()
        };
        Ok(Response::new(SolveResponse {
            result: Some(result),
            ..SolveResponse::default()
        }))
    }

    async fn read_file(
        &self,
        request: Request<ReadFileRequest>,
    ) -> std::result::Result<Response<ReadFileResponse>, Status> {
        let request = request.into_inner();
        let path = request.file_path;
        let mut state = self.state.lock().unwrap();
        state.asked.push(path.clone());
        let times = state.asked.iter().filter(|asked| **asked == path).count();
        let number: usize = request.r#ref["ref".len()..].parse().unwrap();
        let image = image(&state.solved[number - 1]).map(|image| format!("{path} of {image}"));
        let special = image.and_then(|name| self.files.get(&name));
        let later = || self.files.get(&format!("{path}#{times}"));
        let found = special.or_else(later);
        match found.or_else(|| self.files.get(&path)) {
            Some(text) => {
                let range = request.range.unwrap_or_default();
                let rest = text.bytes().skip(range.offset.try_into().unwrap());
                let data = rest.take(range.length.try_into().unwrap()).collect();
                Ok(Response::new(ReadFileResponse { data }))
            }
            None => Err(absent(&path)),
        }
    }

    async fn read_dir(
        &self,
        request: Request<ReadDirRequest>,
    ) -> std::result::Result<Response<ReadDirResponse>, Status> {
        let ReadDirRequest {
            dir_path,
            include_pattern,
            ..
        } = request.into_inner();
        let asked = format!("{dir_path} {include_pattern}").trim().to_owned();
        self.state.lock().unwrap().asked.push(asked);
        let prefix = format!("{}/", dir_path.trim_matches('/'));
        let below = self.files.keys().filter_map(|path| {
            let path = format!("/{path}");
            path.strip_prefix(&format!("/{prefix}").replace("//", "/"))
                .map(str::to_owned)
        });
        let entries = below.map(|path| match path.split_once('/') {
            Some((directory, _)) => (directory.to_owned(), 1 << 31 | 0o755),
            None => (path, 0o644),
        });
        let suffix = include_pattern.trim_start_matches('*');
        let entries: BTreeMap<_, _> = entries.filter(|(name, _)| name.ends_with(suffix)).collect();
        let entry = |(path, mode)| fsutil::Stat {
            path,
            mode,
            ..fsutil::Stat::default()
        };
        Ok(Response::new(ReadDirResponse {
            entries: entries.into_iter().map(entry).collect(),
        }))
    }

    async fn resolve_source_meta(
        &self,
        request: Request<ResolveSourceMetaRequest>,
    ) -> std::result::Result<Response<ResolveSourceMetaResponse>, Status> {
        let ResolveSourceMetaRequest {
            source, platform, ..
        } = request.into_inner();
        let architecture = platform.unwrap_or_default().architecture;
        let name = source.as_ref().and_then(image_name).unwrap_or_default();
        let config = self.files.get(&format!("config of {name}"));
        let image = ResolveSourceImageResponse {
            digest: format!("sha256:{}", "ab".repeat(32)),
            config: match config {
                Some(config) => config.clone().into_bytes(),
                None => BASE_CONFIG.replace("amd64", &architecture).into_bytes(),
            },
            ..ResolveSourceImageResponse::default()
        };
        let response = ResolveSourceMetaResponse {
            source,
            image: Some(image),
            ..ResolveSourceMetaResponse::default()
        };
        Ok(Response::new(response))
    }

    async fn r#return(
        &self,
        request: Request<ReturnRequest>,
    ) -> std::result::Result<Response<ReturnResponse>, Status> {
        let request = request.into_inner();
        let mut state = self.state.lock().unwrap();
        state.peak_memory = self.peak_memory();
        state.result = request.result;
        state.error = request.error;
        Ok(Response::new(ReturnResponse {}))
    }

    async fn warn(
        &self,
        request: Request<WarnRequest>,
    ) -> std::result::Result<Response<WarnResponse>, Status> {
        let WarnRequest { short, detail, .. } = request.into_inner();
        let lines = std::iter::once(short).chain(detail);
        let lines: Vec<_> = lines.map(|line| String::from_utf8(line).unwrap()).collect();
        self.state.lock().unwrap().warned.push(lines.join("\n"));
        Ok(Response::new(WarnResponse {}))
    }

    async fn evaluate(
        &self,
        _: Request<EvaluateRequest>,
    ) -> std::result::Result<Response<EvaluateResponse>, Status> {
        Err(Status::unimplemented(""))
    }
    async fn stat_file(
        &self,
        request: Request<StatFileRequest>,
    ) -> std::result::Result<Response<StatFileResponse>, Status> {
        let path = request.into_inner().path;
        let found = self.files.contains_key(&path);
        self.state.lock().unwrap().asked.push(path.clone());
        if found {
            Ok(Response::new(StatFileResponse::default()))
        } else {
            Err(absent(&path))
        }
    }
    async fn resolve_image_config(
        &self,
        _: Request<ResolveImageConfigRequest>,
    ) -> std::result::Result<Response<ResolveImageConfigResponse>, Status> {
        Err(Status::unimplemented(""))
    }
    async fn inputs(
        &self,
        _: Request<InputsRequest>,
    ) -> std::result::Result<Response<InputsResponse>, Status> {
        Ok(Response::new(InputsResponse {
            definitions: self.inputs.clone().into_iter().collect(),
        }))
    }
    async fn new_container(
        &self,
        _: Request<NewContainerRequest>,
    ) -> std::result::Result<Response<NewContainerResponse>, Status> {
        Err(Status::unimplemented(""))
    }
    async fn release_container(
        &self,
        _: Request<ReleaseContainerRequest>,
    ) -> std::result::Result<Response<ReleaseContainerResponse>, Status> {
        Err(Status::unimplemented(""))
    }
    type ExecProcessStream = tokio_stream::Pending<std::result::Result<ExecMessage, Status>>;
    async fn exec_process(
        &self,
        _: Request<Streaming<ExecMessage>>,
    ) -> std::result::Result<Response<Self::ExecProcessStream>, Status> {
        Err(Status::unimplemented(""))
    }
    async fn read_file_container(
        &self,
        _: Request<ReadFileRequest>,
    ) -> std::result::Result<Response<ReadFileResponse>, Status> {
        Err(Status::unimplemented(""))
    }
    async fn read_dir_container(
        &self,
        _: Request<ReadDirRequest>,
    ) -> std::result::Result<Response<ReadDirResponse>, Status> {
        Err(Status::unimplemented(""))
    }
    async fn stat_file_container(
        &self,
        _: Request<StatFileRequest>,
    ) -> std::result::Result<Response<StatFileResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}

/// The first image of a graph, as far as it is named without a digest.
fn image(definition: &pb::Definition) -> Option<String> {
    let ops = definition.def.iter();
    ops.filter_map(|op| pb::Op::decode(op.as_slice()).ok())
        .find_map(|op| match op.op {
            Some(pb::op::Op::Source(source)) => image_name(&source),
            _ => None,
        })
}

fn absent(path: &str) -> Status {
    Status::unknown(format!("open {path}: no such file or directory"))
}

fn image_name(source: &pb::SourceOp) -> Option<String> {
    let name = source.identifier.strip_prefix("docker-image://")?;
    Some(name.split('@').next().unwrap_or(name).to_owned())
}

/// The frontend's stdout and stdin as one connection.
struct Pipes {
    reader: ChildStdout,
    writer: ChildStdin,
}

impl Connected for Pipes {
    type ConnectInfo = ();
    fn connect_info(&self) {}
}

impl AsyncRead for Pipes {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.reader).poll_read(cx, buf)
    }
}

impl AsyncWrite for Pipes {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.writer).poll_write(cx, data)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.writer).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.writer).poll_shutdown(cx)
    }
}
