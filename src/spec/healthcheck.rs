//! How an engine finds out whether a container is well.

use std::time::Duration;

use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use super::{Argv, argv, duration};
use crate::diagnostic::{Diagnostic, Fault, Span, Spanned, texts::container as texts};

/// A health check. What is left out is the engine's to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Healthcheck {
    /// What is asked.
    pub test: HealthTest,
    /// Where that is written.
    pub at: Span,
    /// The time between two checks.
    pub interval: Option<Duration>,
    /// The time after which a check has failed.
    pub timeout: Option<Duration>,
    /// The time that a container has to start, in which failures do not count.
    pub start_period: Option<Duration>,
    /// The time between two checks while it starts.
    pub start_interval: Option<Duration>,
    /// How many checks in a row fail before the container is unhealthy; at least one.
    pub retries: Option<u32>,
}

/// What a health check asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HealthTest {
    /// Nothing.
    Disabled,
    /// `http:8000/health`: whether the container answers with a status from 200 to 399.
    Http {
        /// 1 to 65535.
        port: u16,
        /// Begins with a slash.
        path: String,
    },
    /// `tcp:5432`: whether something takes connections on that port, 1 to 65535.
    Tcp(u16),
    /// Whether a program ends well.
    Program(Argv),
    /// The same of a line for the shell of the image.
    Shell(String),
}

/// The keys of the map form.
pub(super) const FIELDS: &[Known] = &[
    ("test", &[]),
    ("interval", &[]),
    ("timeout", &[]),
    ("start_period", &[]),
    ("start_interval", &[]),
    ("retries", &[]),
    ("disable", &[]),
];

impl Healthcheck {
    fn of(test: Spanned<HealthTest>) -> Self {
        Self {
            test: test.value,
            at: test.span,
            interval: None,
            timeout: None,
            start_period: None,
            start_interval: None,
            retries: None,
        }
    }
}

/// A map as compose has it; or what is asked, alone.
pub(super) fn read(reader: &mut Reader, field: &str, node: &Node) -> Option<Healthcheck> {
    let Kind::Map(entries) = &node.kind else {
        return test(reader, field, node).map(Healthcheck::of);
    };
    let mut fields = Fields::of(reader, entries, FIELDS);
    let disabled = fields.read("disable", Reader::flag).flatten() == Some(true);
    let asked = match (disabled, fields.has("test")) {
        (true, false) => Some(Spanned::new(HealthTest::Disabled, node.span)),
        (false, true) => fields.read("test", test).flatten(),
        (true, true) => {
            fields.report(texts::healthcheck_disabled(), node.span);
            None
        }
        (false, false) => {
            fields.report(texts::healthcheck_without_test(), node.span);
            None
        }
    };
    let mut time = |field| {
        let time = fields.read(field, |reader, field, node| {
            reader.value_with(field, node, duration::parse)
        });
        time.flatten().map(|time| time.value)
    };
    let (interval, timeout) = (time("interval"), time("timeout"));
    let (start_period, start_interval) = (time("start_period"), time("start_interval"));
    let retries = fields.read("retries", |reader, field, node| {
        reader.value_with(field, node, retries)
    });
    Some(Healthcheck {
        interval,
        timeout,
        start_period,
        start_interval,
        retries: retries.flatten().map(|it| it.value),
        ..Healthcheck::of(asked?)
    })
}

/// What is asked: a text that is split like a shell splits it, or a list that begins as compose wants it.
fn test(reader: &mut Reader, field: &str, node: &Node) -> Option<Spanned<HealthTest>> {
    let Kind::List(items) = &node.kind else {
        return reader.value_with(field, node, line);
    };
    let asked = list(reader, field, node, items)?;
    Some(Spanned::new(asked, node.span))
}

fn list(reader: &mut Reader, field: &str, node: &Node, items: &[Node]) -> Option<HealthTest> {
    let (first, rest) = items.split_first().unzip();
    let Kind::Scalar(kind) = first.map_or(&Kind::Null, |first| &first.kind) else {
        reader.report(texts::healthcheck_list(), node.span);
        return None;
    };
    match (kind.as_str(), rest.unwrap_or_default()) {
        ("NONE", []) => Some(HealthTest::Disabled),
        ("CMD-SHELL", [line]) => {
            let line = reader.text(field, line)?;
            Some(HealthTest::Shell(line.to_owned()))
        }
        ("CMD", [_, ..]) => {
            let words = Node {
                kind: Kind::List(items[1..].to_vec()),
                span: node.span,
            };
            argv::read(reader, field, &words).map(|argv| HealthTest::Program(argv.value))
        }
        _ => {
            reader.report(texts::healthcheck_list(), node.span);
            None
        }
    }
}

fn line(text: &str) -> Result<HealthTest, Fault> {
    let asked = match text.split_once(':') {
        Some(("http", rest)) => http(rest),
        Some(("tcp", rest)) => port(rest).map(HealthTest::Tcp),
        Some(("https", _)) => None,
        Some((scheme, rest))
            if is_word(scheme) && rest.starts_with(|it: char| it.is_ascii_digit()) =>
        {
            None
        }
        _ if text.starts_with("CMD ") => return Err(texts::healthcheck_cmd(text).into()),
        _ => return without_exit(text).parse().map(HealthTest::Program),
    };
    Ok(asked.ok_or_else(|| texts::healthcheck_http(text))?)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Without the `|| exit 1` that Dockerfiles have for their shell: to engines, any other code than 0 is the same.
fn without_exit(text: &str) -> &str {
    let text = text.trim_end();
    text.strip_suffix("|| exit 1").unwrap_or(text)
}

/// `8000/health`, where `/health` may be missing.
fn http(text: &str) -> Option<HealthTest> {
    let (number, path) = text.split_at(text.find('/').unwrap_or(text.len()));
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
    let port = port(number)?;
    path.bytes().all(is_plain).then(|| HealthTest::Http {
        port,
        path: if path.is_empty() { "/" } else { path }.to_owned(),
    })
}

fn port(text: &str) -> Option<u16> {
    let is_plain = !text.starts_with(['0', '+']);
    text.parse().ok().filter(|_| is_plain)
}

fn retries(text: &str) -> Result<u32, Diagnostic> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=1000).contains(number));
    number.ok_or_else(|| texts::healthcheck_retries(text))
}
