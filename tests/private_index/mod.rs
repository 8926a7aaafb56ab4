//! A package index on loopback that asks for a login and remembers who asked for what, and the wheels that it serves.

#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

pub mod tls;
mod wheel;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

pub use wheel::Wheel;

/// A simple index (PEP 503) that runs until the test program ends.
pub struct Index {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    /// The one `Authorization` header that opens the index; `None` for an open one.
    key: Option<String>,
    answers: BTreeMap<String, Answer>,
    requests: Mutex<Vec<Request>>,
}

#[derive(Clone)]
enum Answer {
    Content(Vec<u8>),
    Elsewhere(String),
}

/// A request for a path of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub authorization: Option<String>,
    pub status: u16,
}

impl Index {
    /// Serves wheels to those who send the header.
    pub fn serve(key: Option<&str>, wheels: &[Wheel]) -> Self {
        let mut pages: BTreeMap<String, String> = BTreeMap::new();
        let mut answers = BTreeMap::new();
        for wheel in wheels {
            let file = wheel.file_name();
            let link = format!(
                "<a href=\"/files/{file}#sha256={}\">{file}</a>\n",
                wheel.sha256()
            );
            *pages
                .entry(format!("/simple/{}/", wheel.name.replace('_', "-")))
                .or_default() += &link;
            answers.insert(wheel.path(), Answer::Content(wheel.bytes()));
        }
        let page = |(path, text): (String, String)| (path, Answer::Content(text.into_bytes()));
        answers.extend(pages.into_iter().map(page));
        Self::start(key, answers)
    }

    /// Serves files, by their paths, to all.
    pub fn of_files<const N: usize>(files: [(&str, Vec<u8>); N]) -> Self {
        let answer = |(path, content): (&str, _)| (path.to_owned(), Answer::Content(content));
        Self::start(None, files.into_iter().map(answer).collect())
    }

    /// Sends those who have the header to another index for its files.
    pub fn redirect(key: &str, wheels: &[Wheel], to: &Self) -> Self {
        let away = |wheel: &Wheel| {
            let path = wheel.path();
            (path.clone(), Answer::Elsewhere(to.url(&path)))
        };
        Self::start(Some(key), wheels.iter().map(away).collect())
    }

    fn start(key: Option<&str>, answers: BTreeMap<String, Answer>) -> Self {
        let state = Arc::new(State {
            key: key.map(str::to_owned),
            answers,
            requests: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let address = crate::loopback::serve(move |stream| shared.answer(stream));
        Self { address, state }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The address that installers are given.
    pub fn simple(&self) -> String {
        self.url("/simple")
    }

    /// What was asked so far; asked from now on counts anew.
    pub fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state.requests.lock().unwrap())
    }
}

impl State {
    fn answer(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream).lines();
        let first = lines.next().unwrap_or(Ok(String::new()))?;
        let mut words = first.split(' ').map(str::to_owned);
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            return Ok(());
        };
        let mut authorization = None;
        for line in lines {
            let line = line?;
            match line.split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                    authorization = Some(value.to_owned());
                }
                Some(_) => {}
                None => break,
            }
        }
        let is_welcome = self.key.is_none() || self.key == authorization;
        let (status, header, content) = match self.answers.get(&path) {
            _ if !is_welcome => (
                401,
                "WWW-Authenticate: Basic realm=\"test\"".to_owned(),
                Vec::new(),
            ),
            None => (404, "X-None: none".to_owned(), Vec::new()),
            Some(Answer::Elsewhere(url)) => (302, format!("Location: {url}"), Vec::new()),
            Some(Answer::Content(content)) => {
                (200, "Content-Type: text/html".to_owned(), content.clone())
            }
        };
        let is_head = method == "HEAD";
        self.requests.lock().unwrap().push(Request {
            method,
            path,
            authorization,
            status,
        });
        let length = content.len();
        write!(
            stream,
            "HTTP/1.1 {status} X\r\n{header}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        )?;
        stream.write_all(if is_head { &[] } else { &content })?;
        stream.flush()
    }
}
