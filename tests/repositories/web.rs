//! Repositories by HTTP, for those who have a token.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A server on loopback that runs until the test program ends.
pub struct GitServer {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    folder: PathBuf,
    /// What a login must be, in the words of the header.
    key: String,
    /// How many requests had none, or another one.
    refused: Mutex<usize>,
}

impl GitServer {
    /// Serves the repositories in a folder to those who log in with a token, as the engine does it.
    pub fn serve(folder: &Path, token: &str) -> Self {
        let state = Arc::new(State {
            folder: folder.to_owned(),
            key: STANDARD.encode(format!("x-access-token:{token}")),
            refused: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let address = crate::loopback::serve(move |stream| shared.answer(stream));
        Self { address, state }
    }

    /// The address of a repository in the folder.
    pub fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.address)
    }

    pub fn refused(&self) -> usize {
        *self.state.refused.lock().unwrap()
    }
}

impl State {
    fn answer(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        let mut first = String::new();
        reader.read_line(&mut first)?;
        let words: Vec<_> = first.split_whitespace().collect();
        let [method, target, ..] = words[..] else {
            return Ok(());
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut git = Command::new("git");
        git.arg("http-backend")
            .env("GIT_PROJECT_ROOT", &self.folder)
            .env("GIT_HTTP_EXPORT_ALL", "1")
            .env("REQUEST_METHOD", method)
            .env("PATH_INFO", path)
            .env("QUERY_STRING", query);
        let (mut is_welcome, mut length) = (false, 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "authorization" => is_welcome = value.ends_with(&format!(" {}", self.key)),
                "content-length" => length = value.parse().unwrap(),
                "content-type" => drop(git.env("CONTENT_TYPE", value)),
                "content-encoding" => drop(git.env("HTTP_CONTENT_ENCODING", value)),
                "git-protocol" => drop(git.env("HTTP_GIT_PROTOCOL", value)),
                _ => {}
            }
        }
        if !is_welcome {
            *self.refused.lock().unwrap() += 1;
            return write!(
                stream,
                "HTTP/1.1 401 X\r\nWWW-Authenticate: Basic realm=\"git\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let mut git = git
            .env("CONTENT_LENGTH", length.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        git.stdin.take().unwrap().write_all(&body)?;
        let answer = git.wait_with_output()?.stdout;
        // The program writes a status only where it is not 200.
        let head = String::from_utf8_lossy(&answer[..answer.len().min(100)]).into_owned();
        let status = head
            .strip_prefix("Status: ")
            .map_or("200", |rest| &rest[..3]);
        write!(stream, "HTTP/1.1 {status} X\r\nConnection: close\r\n")?;
        stream.write_all(&answer)?;
        stream.flush()
    }
}
