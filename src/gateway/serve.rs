//! The life of the process: connect, build, return exactly once, be gone.

use std::future::Future;
use std::io;
use std::sync::Arc;

use tokio::task::JoinError;

use super::{Bridge, Failure, Options, SolvedResult, transport};

/// Answers one build: runs `build` and hands its outcome to the engine.
///
/// A panic inside `build` is returned to the user as an error too; without that BuildKit would only say
/// `exit code: 101`. When this function comes back the answer is recorded and the process must exit at once:
/// dropping the connection while the process lives on fails the build.
///
/// # Errors
/// When the engine cannot be reached, so that nobody can be told anything.
pub async fn serve<Build, Outcome>(options: Options, build: Build) -> io::Result<()>
where
    Build: FnOnce(Arc<Bridge>, Arc<Options>) -> Outcome,
    Outcome: Future<Output = Result<SolvedResult, Failure>> + Send + 'static,
{
    let bridge = Arc::new(
        Bridge::connect(transport::connect().await?)
            .await
            .map_err(io::Error::other)?,
    );
    let building = tokio::spawn(build(Arc::clone(&bridge), Arc::new(options)));
    let outcome = match building.await {
        Ok(outcome) => outcome,
        Err(crash) => Err(Failure::Crash(panic_message(crash))),
    };
    bridge.give_back(outcome).await.map_err(io::Error::other)
}

/// What a panic said.
fn panic_message(crash: JoinError) -> String {
    let payload = match crash.try_into_panic() {
        Ok(payload) => payload,
        Err(cancelled) => return cancelled.to_string(),
    };
    match (
        payload.downcast_ref::<&str>(),
        payload.downcast_ref::<String>(),
    ) {
        (Some(message), _) => (*message).to_owned(),
        (_, Some(message)) => message.clone(),
        _ => "no message".to_owned(),
    }
}
