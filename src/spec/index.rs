//! Package indexes, and how to log in to them.

use std::str::FromStr;

use super::auth::{self, Auth, is_word};
use super::package_directory::{self, PackageDirectory};
use super::reader::{Fields, Known, Reader};
use super::yaml::{Kind, Node};
use super::{Installer, dependencies};
use crate::diagnostic::{Diagnostic, Spanned, texts};
use crate::packaging::url;

/// A package index that speaks the simple repository API (PEP 503, PEP 691).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// What people call it.
    pub name: Option<Spanned<String>>,
    /// Where it is.
    pub url: Spanned<IndexUrl>,
    /// Whether it is asked for no package, and only gives the files that a lock takes from it.
    pub explicit: bool,
    /// The packages that come from it and from nowhere else, by normalized name; it is asked for no others. Empty for an index
    /// of everything.
    pub packages: Vec<Spanned<String>>,
    /// How to log in; `None` for an index that is open to all.
    pub auth: Option<Spanned<Auth>>,
    /// Who downloads its files. Default: the engine; steps, where the spec has certificates that engines do not know.
    pub fetch: Fetch,
}

impl Index {
    /// Whether it is asked for any package that it might have.
    pub fn is_asked(&self) -> bool {
        !self.explicit && self.packages.is_empty()
    }

    /// Its name, or else its host.
    pub fn label(&self) -> &str {
        match &self.name {
            Some(name) => &name.value,
            None => self.url.value.host(),
        }
    }
}

/// The URL of an index, `http` or `https`, without credentials and without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexUrl(String);

impl IndexUrl {
    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        url::host(&self.0)
    }
}

impl FromStr for IndexUrl {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        let is_web = text.starts_with("https://") || text.starts_with("http://");
        if text.contains("${") || is_web {
            url::check(text).map_err(|problem| {
                if problem.kind.is_secret() {
                    texts::index::credentials_in_url()
                } else {
                    problem
                }
            })?;
        }
        let is_plain =
            !text.contains(|letter: char| "?#\\".contains(letter) || letter.is_whitespace());
        if is_web && is_plain {
            Ok(Self(text.trim_end_matches('/').to_owned()))
        } else {
            Err(texts::index::url(text))
        }
    }
}

/// Who downloads the files of an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fetch {
    /// The engine, where it can log in. The default: all files at once, and no container for any.
    #[default]
    Engine,
    /// Steps, in the network of the build (`--network`, `--add-host`, proxies) and with the certificates of the base and the spec.
    Step,
}

impl Fetch {
    /// Who downloads where nobody says it. Engines know none of a spec's certificates.
    fn of(url: &IndexUrl, has_own_authority: bool) -> Self {
        if has_own_authority && url.as_str().starts_with("https://") {
            Self::Step
        } else {
            Self::Engine
        }
    }
}

impl FromStr for Fetch {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        match text {
            "engine" => Ok(Self::Engine),
            "step" => Ok(Self::Step),
            _ => Err(texts::index::fetch(text)),
        }
    }
}

pub(super) const FIELDS: &[Known] = &[
    ("name", &[]),
    ("url", &[]),
    ("explicit", &[]),
    ("packages", &[]),
    ("auth", &[]),
    ("fetch", &[]),
    ("from", &[]),
    ("path", &[]),
];

/// Where packages come from: indexes, in the order they are asked, and directories beside them.
pub(super) type Sources = (Vec<Index>, Vec<PackageDirectory>);

/// A list of indexes and directories, or one alone. `has_own_authority`: the spec has certificates.
pub(super) fn read(
    reader: &mut Reader,
    node: &Node,
    installer: Installer,
    has_own_authority: bool,
) -> Sources {
    let nodes = match &node.kind {
        Kind::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut indexes: Vec<Index> = Vec::new();
    let mut directories = Vec::new();
    for node in nodes {
        if let Some(fields) = of_directory(reader, node) {
            directories.push(package_directory::read(fields, node.span));
            continue;
        }
        let Some(index) = read_one(reader, node, installer, has_own_authority) else {
            continue;
        };
        let is_known = indexes
            .iter()
            .any(|other| other.url.value == index.url.value);
        if is_known {
            reader.report(
                texts::spec::given_twice(index.url.value.as_str()),
                index.url.span,
            );
        }
        indexes.push(index);
    }
    (indexes, directories)
}

/// The keys of a map, if it is about a directory.
fn of_directory<'r, 'n>(reader: &'r mut Reader, node: &'n Node) -> Option<Fields<'r, 'n>> {
    let Kind::Map(entries) = &node.kind else {
        return None;
    };
    let is_about =
        |(key, _): &(Spanned<String>, Node)| package_directory::KEYS.contains(&key.value.as_str());
    let is_directory = entries.iter().any(is_about);
    is_directory.then(|| Fields::of(reader, entries, FIELDS))
}

fn read_one(
    reader: &mut Reader,
    node: &Node,
    installer: Installer,
    has_own_authority: bool,
) -> Option<Index> {
    let Kind::Map(entries) = &node.kind else {
        let url: Spanned<IndexUrl> = reader.value("index", node)?;
        return Some(Index {
            name: None,
            fetch: Fetch::of(&url.value, has_own_authority),
            url,
            explicit: false,
            packages: Vec::new(),
            auth: None,
        });
    };
    let mut fields = Fields::of(reader, entries, FIELDS);
    // After an unknown key, its absence is likely a consequence.
    if !fields.has("url") && !fields.has_errors() {
        fields.report(texts::index::without_url(), node.span);
    }
    for (key, problem) in [
        ("packages", texts::index::packages_need_uv()),
        ("auth", texts::index::auth_needs_uv()),
        ("fetch", texts::index::fetch_needs_uv()),
    ] {
        let place = fields.place(key).filter(|_| installer == Installer::Pip);
        if let Some(place) = place {
            fields.report(problem, place);
        }
    }
    let name = fields.read("name", |reader, field, node| {
        reader.value_with(field, node, name)
    });
    let url: Option<Spanned<IndexUrl>> = fields.value("url");
    let explicit = fields.read("explicit", Reader::flag).flatten();
    let packages = fields.read("packages", dependencies::names);
    let auth = fields.read("auth", auth::read).flatten();
    let fetch: Option<Spanned<Fetch>> = fields.value("fetch");
    let url = url?;
    let default = Fetch::of(&url.value, has_own_authority);
    Some(Index {
        name: name.flatten(),
        url,
        explicit: explicit.unwrap_or_default(),
        packages: packages.unwrap_or_default(),
        auth,
        fetch: fetch.map_or(default, |fetch| fetch.value),
    })
}

fn name(text: &str) -> Result<String, Diagnostic> {
    if is_word(text) {
        Ok(text.to_owned())
    } else {
        Err(texts::index::name(text))
    }
}
