//! The gRPC channel over stdin and stdout.

use std::io;
use std::os::fd::AsFd;
use std::sync::{Mutex, PoisonError};

use hyper_util::rt::TokioIo;
use tokio::net::unix::pipe;
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

/// How large what an engine tells of a failure may be, in bytes: the file is in it that has the place. Other clients of gRPC
/// take as much; this one takes 16 KB, and ends the connection.
const MAX_HEADERS: u32 = 16 << 20;

/// Connects to the engine at the other end of the process's own pipes.
///
/// # Errors
/// When stdin or stdout is not a pipe (the program was started by hand), or when HTTP/2 cannot be spoken over them.
pub async fn connect() -> io::Result<Channel> {
    let reader = pipe::Receiver::from_owned_fd(io::stdin().as_fd().try_clone_to_owned()?)?;
    let writer = pipe::Sender::from_owned_fd(io::stdout().as_fd().try_clone_to_owned()?)?;
    let pipes = Mutex::new(Some(TokioIo::new(tokio::io::join(reader, writer))));
    Endpoint::from_static("http://localhost")
        .http2_max_header_list_size(MAX_HEADERS)
        .connect_with_connector(service_fn(move |_| {
            let pipes = pipes.lock().unwrap_or_else(PoisonError::into_inner).take();
            async move { pipes.ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected)) }
        }))
        .await
        .map_err(io::Error::other)
}
