//! Why a build ends without an image, and the status message that tells the user.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use buildkit_proto::rpc;
use prost::Message as _;
use serde_json::{Value, json};
use tonic::Status;

use crate::diagnostic::{Diagnostic, Diagnostics, Location, SourceFile, Span, render, texts};

/// The code whose message BuildKit's clients print without a prefix.
const UNKNOWN: i32 = 2;

/// The end of a build that has no result.
#[derive(Debug)]
pub enum Failure {
    /// Something the user wrote: shown with its lines.
    Diagnosed(Diagnostics),
    /// A call to the engine failed: code, message and details are passed on, with the place in the spec that led to
    /// the call unless the engine knows a better one.
    Engine(Box<Status>, Option<Location>),
    /// The client asks what nobody here answers, by the name of its question.
    UnknownSubrequest(String),
    /// A defect of ours, by the panic's message.
    Crash(String),
}

impl Failure {
    /// Says where in the spec the reason stands, unless it is known already.
    #[must_use]
    pub fn at(self, location: Option<Location>) -> Self {
        match self {
            Self::Engine(status, None) => Self::Engine(status, location),
            Self::Diagnosed(diagnostics) => Self::Diagnosed(match location {
                Some(location) => diagnostics.at(&location),
                None => diagnostics,
            }),
            other => other,
        }
    }

    /// The form that `Return` carries.
    pub fn into_status(self) -> rpc::Status {
        match self {
            Self::Diagnosed(diagnostics) => rpc::Status {
                code: UNKNOWN,
                message: render(&diagnostics),
                details: vec![match diagnostics.source() {
                    Some((file, spans)) => source_detail(&file, &spans),
                    None => no_lines(),
                }],
            },
            Self::Engine(status, at) => {
                let mut passed_on = engine_status(&status);
                if !passed_on.details.iter().any(is_source_detail) {
                    passed_on.details.push(match at {
                        Some(Location { file, span }) => source_detail(&file, &[span]),
                        None => no_lines(),
                    });
                }
                passed_on
            }
            Self::UnknownSubrequest(name) => rpc::Status {
                code: UNKNOWN,
                message: format!("unsupported request {name}"),
                details: vec![
                    json_detail(SUBREQUEST_DETAIL, &json!({"name": name})),
                    no_lines(),
                ],
            },
            Self::Crash(message) => {
                let diagnostic = texts::engine::crash(&message);
                rpc::Status {
                    code: UNKNOWN,
                    message: render(&diagnostic.into()),
                    details: vec![no_lines()],
                }
            }
        }
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::Engine(Box::new(status), None)
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Diagnosed(diagnostics)
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Diagnosed(diagnostic.into())
    }
}

/// The engine's own status with its typed details, which travel beside the gRPC status.
fn engine_status(status: &Status) -> rpc::Status {
    let detailed = rpc::Status::decode(status.details()).unwrap_or_default();
    let code = match status.code() {
        tonic::Code::Ok => UNKNOWN,
        code => code as i32,
    };
    rpc::Status {
        code,
        message: status.message().to_owned(),
        details: detailed.details,
    }
}

const SOURCE_DETAIL: &str = "github.com/moby/buildkit/errdefs.Source+json";
const SUBREQUEST_DETAIL: &str = "github.com/moby/buildkit/errdefs.Subrequest+json";

fn is_source_detail(detail: &prost_types::Any) -> bool {
    detail.type_url.contains("errdefs.Source")
}

/// The lines for the client to show. There is one such detail at most: clients print several in an order that
/// depends on the number of processes in between.
fn source_detail(file: &SourceFile, spans: &[Span]) -> prost_types::Any {
    let ranges: Vec<_> = spans
        .iter()
        .map(|span| {
            json!({
                "start": {"line": span.start.line, "character": span.start.column},
                "end": {"line": span.end.line, "character": span.end.column},
            })
        })
        .collect();
    let detail = json!({
        "info": {"filename": file.name(), "data": STANDARD.encode(file.text())},
        "ranges": ranges,
    });
    json_detail(SOURCE_DETAIL, &detail)
}

/// No lines to show: without a detail that says so, the first line of the spec would be blamed.
fn no_lines() -> prost_types::Any {
    source_detail(&SourceFile::new("", ""), &[])
}

/// A detail in the form that Go programs exchange.
fn json_detail(type_url: &str, detail: &Value) -> prost_types::Any {
    prost_types::Any {
        type_url: type_url.to_owned(),
        value: detail.to_string().into_bytes(),
    }
}
