//! The indexes on their way to the steps: what a resolution asks, and how each file is fetched.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::{Location, SourceFile};
use crate::lock::{LockedPackage, Options, Requirements};
use crate::packaging::Source;
use crate::packaging::url::origin;
use crate::spec::{Auth, Fetch, Index, Installer, SecretId, Spec};

/// The indexes of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Indexes {
    spec: SourceFile,
    indexes: Vec<Index>,
}

/// How to log in to an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// What people call the index.
    pub index: String,
    /// Where it is.
    pub url: String,
    /// Name and secret.
    pub auth: Auth,
    /// The line of the spec that says so.
    pub at: Location,
}

/// How a file is fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Download {
    /// What is needed to get it; `None` if anyone gets it.
    pub login: Option<Login>,
    /// Who is asked to.
    pub fetch: Fetch,
}

impl Indexes {
    pub(super) fn of(spec: &Spec) -> Self {
        Self {
            spec: spec.file.clone(),
            indexes: spec.indexes.clone(),
        }
    }

    /// The arguments with which an installer asks for packages. The spec's indexes replace the public one; the options of
    /// requirements files may name another to ask last.
    pub(super) fn arguments(&self, installer: Installer, has_default: bool) -> Vec<String> {
        let asked: Vec<_> = self.asked().collect();
        arguments(&asked, installer, has_default)
    }

    /// uv's configuration, where directories come before all indexes: arguments can name indexes alone.
    pub(super) fn configuration(
        &self,
        directories: impl Iterator<Item = String>,
        options: &Options,
    ) -> Option<String> {
        let entry = |url: &str| format!("[[index]]\nurl = {}\n", json!(url));
        let mut text = String::new();
        for path in directories {
            text += &entry(&path);
            text += "format = \"flat\"\n";
        }
        if text.is_empty() {
            return None;
        }
        let asked = self.asked().map(|index| index.url.value.as_str());
        let extra = options.extra_index_urls.iter().map(String::as_str);
        let default = options.index_url.as_deref();
        let mut urls = extra.chain(asked).chain(default).peekable();
        let has_default = default.is_some() || self.asked().next().is_some();
        while let Some(url) = urls.next() {
            text += &entry(url);
            if has_default && urls.peek().is_none() {
                text += "default = true\n";
            }
        }
        Some(text)
    }

    /// The arguments for a step that has no secrets: the indexes that are open to all.
    pub(super) fn open_arguments(&self) -> Vec<String> {
        let open: Vec<_> = self.asked().filter(|index| index.auth.is_none()).collect();
        arguments(&open, Installer::Uv, false)
    }

    /// The logins that a resolution needs, and no more.
    pub(super) fn logins(&self, requirements: &Requirements) -> Vec<Login> {
        let options = &requirements.options;
        let named = options.index_url.iter();
        let named = named
            .chain(&options.extra_index_urls)
            .chain(&options.find_links);
        let entries = requirements
            .requirements
            .iter()
            .chain(&requirements.constraints);
        let direct = entries.filter_map(|entry| match &entry.requirement.source {
            Source::Url(url) => Some(url),
            Source::Index(_) => None,
        });
        let of_packages = requirements.package_indexes.iter().map(|it| &it.url);
        let named = named.chain(direct).chain(of_packages);
        let servers: BTreeSet<_> = named.filter_map(|url| origin(url)).collect();
        let is_needed = |index: &&Index| {
            let server = origin(index.url.value.as_str());
            !index.explicit || server.is_some_and(|server| servers.contains(&server))
        };
        let needed = self.indexes.iter().filter(is_needed);
        needed.filter_map(|index| self.login(index)).collect()
    }

    /// How a file of a package is fetched.
    pub(super) fn download(&self, package: &LockedPackage, url: &str) -> Download {
        let Some(index) = self.index_of(package, url) else {
            return Download::default();
        };
        // A netrc file says itself which server gets what; all else is for the server of the index.
        let is_for_all = matches!(
            index.auth.as_ref().map(|it| &it.value),
            Some(Auth::Netrc(_))
        );
        let is_at_home = origin(url) == origin(index.url.value.as_str());
        Download {
            login: self.login(index).filter(|_| is_for_all || is_at_home),
            fetch: index.fetch,
        }
    }

    /// The index that a file comes from: the one that the lock names. Where it names none, the one on the same server whose
    /// address has the most in common with the file's; or else the only one that was asked.
    pub(super) fn index_of(&self, package: &LockedPackage, url: &str) -> Option<&Index> {
        if let Some(named) = &package.index {
            let named = named.trim_end_matches('/');
            return self
                .indexes
                .iter()
                .find(|index| index.url.value.as_str() == named);
        }
        let server = origin(url);
        let near = self.indexes.iter();
        let near = near.filter(|index| origin(index.url.value.as_str()) == server);
        let nearest = near.max_by_key(|index| {
            let pairs = index.url.value.as_str().bytes().zip(url.bytes());
            pairs.take_while(|(one, other)| one == other).count()
        });
        let mut asked = self.asked();
        let only = asked.next().filter(|_| asked.next().is_none());
        nearest.or(only)
    }

    fn asked(&self) -> impl Iterator<Item = &Index> {
        self.indexes.iter().filter(|index| index.is_asked())
    }

    fn login(&self, index: &Index) -> Option<Login> {
        let auth = index.auth.as_ref()?;
        Some(Login {
            index: index.label().to_owned(),
            url: index.url.value.as_str().to_owned(),
            auth: auth.value.clone(),
            at: self.spec.at(auth.span),
        })
    }
}

impl Login {
    /// The secret, which a step finds in a file.
    pub fn secret(&self) -> &SecretId {
        self.auth.secret()
    }

    /// What our own programs are told: where the secret is, and what it is.
    pub fn to_json(&self) -> Value {
        let form = match self.auth {
            Auth::Basic { .. } => "basic",
            Auth::Token(_) => "token",
            Auth::Header(_) => "header",
            Auth::Netrc(_) => "netrc",
        };
        let secret = format!("/run/secrets/{}", self.secret().as_str());
        let mut told = json!({"form": form, "secret": secret});
        if let Auth::Basic { username, .. } = &self.auth {
            told["username"] = json!(username);
        }
        told
    }
}

/// The indexes in the order written. uv asks the first that has the package, its default index last.
fn arguments(indexes: &[&Index], installer: Installer, has_default: bool) -> Vec<String> {
    let last = indexes.len().saturating_sub(1);
    let name = |number: usize| match installer {
        Installer::Uv if number == last && !has_default => "--default-index",
        Installer::Uv => "--index",
        Installer::Pip if number == 0 && !has_default => "--index-url",
        Installer::Pip => "--extra-index-url",
    };
    let pair = |(number, index): (usize, &&Index)| {
        [name(number).to_owned(), index.url.value.as_str().to_owned()]
    };
    indexes.iter().enumerate().flat_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::lock::{Artifact, Entry, File, Options, Origin};
    use crate::spec::Distributions;

    const SPEC: &str = "entrypoint: app
index:
  - {name: corp, url: https://art.example.com/corp/simple, auth: {username: deploy, password: pw}}
  - {name: team, url: https://art.example.com/team/simple, auth: {token: team}}
  - {name: rare, url: https://rare.example.com/simple, auth: netrc, explicit: true}
  - {name: far, url: https://far.example.com/simple, fetch: step}
";

    fn indexes(spec: &str) -> Indexes {
        let (spec, _) = Spec::read(&SourceFile::new("cart.yaml", spec)).unwrap();
        Indexes::of(&spec)
    }

    fn entry(requirement: &str) -> Entry {
        Entry {
            requirement: requirement.parse().unwrap(),
            hashes: Vec::new(),
            at: SourceFile::new("requirements.txt", "").at(Span::default()),
        }
    }

    fn told(indexes: &Indexes, index: Option<&str>, url: &str) -> String {
        let at = SourceFile::new("pylock.toml", "").at(Span::default());
        let file = File {
            name: "a-1-py3-none-any.whl".to_owned(),
            origin: Origin::Url(url.to_owned()),
            sha256: "1".repeat(64),
            hashes: std::collections::BTreeMap::new(),
            size: None,
        };
        let package = LockedPackage {
            name: "a".to_owned(),
            version: None,
            artifact: Artifact::Wheel(file),
            index: index.map(str::to_owned),
            at,
        };
        let Download { login, fetch } = indexes.download(&package, url);
        let login = login.map_or("nobody".to_owned(), |login| login.index);
        format!("{login}, {fetch:?}")
    }

    #[test]
    fn indexes_are_asked_in_the_order_written() {
        let all = indexes(SPEC);
        insta::assert_snapshot!(all.arguments(Installer::Uv, false).join(" "), @"--index https://art.example.com/corp/simple --index https://art.example.com/team/simple --default-index https://far.example.com/simple");
        insta::assert_snapshot!(all.arguments(Installer::Uv, true).join(" "), @"--index https://art.example.com/corp/simple --index https://art.example.com/team/simple --index https://far.example.com/simple");
        insta::assert_snapshot!(all.arguments(Installer::Pip, false).join(" "), @"--index-url https://art.example.com/corp/simple --extra-index-url https://art.example.com/team/simple --extra-index-url https://far.example.com/simple");
        insta::assert_snapshot!(all.open_arguments().join(" "), @"--default-index https://far.example.com/simple");
        let none = indexes("entrypoint: app");
        assert_eq!(none.arguments(Installer::Uv, false), [""; 0]);
    }

    #[test]
    fn directories_come_before_all_indexes() {
        let wheels = || ["/wheels".to_owned()].into_iter();
        let configuration =
            |spec: &str, options: &Options| indexes(spec).configuration(wheels(), options).unwrap();
        let options = Options {
            extra_index_urls: vec!["https://extra.example.com/simple".to_owned()],
            ..Options::default()
        };
        insta::assert_snapshot!(configuration("entrypoint: app", &options), @r#"
    [[index]]
    url = "/wheels"
    format = "flat"
    [[index]]
    url = "https://extra.example.com/simple"
    "#);
        insta::assert_snapshot!(configuration(SPEC, &options), @r#"
    [[index]]
    url = "/wheels"
    format = "flat"
    [[index]]
    url = "https://extra.example.com/simple"
    [[index]]
    url = "https://art.example.com/corp/simple"
    [[index]]
    url = "https://art.example.com/team/simple"
    [[index]]
    url = "https://far.example.com/simple"
    default = true
    "#);
        let options = Options {
            index_url: Some("https://mirror.example.com/simple".to_owned()),
            ..Options::default()
        };
        insta::assert_snapshot!(configuration("entrypoint: app", &options), @r#"
    [[index]]
    url = "/wheels"
    format = "flat"
    [[index]]
    url = "https://mirror.example.com/simple"
    default = true
    "#);
        assert_eq!(
            indexes(SPEC).configuration(std::iter::empty(), &options),
            None
        );
    }

    #[test]
    fn a_resolution_gets_the_logins_it_needs() {
        let logins = |requirements: &Requirements| -> Vec<_> {
            let logins = indexes(SPEC).logins(requirements);
            logins.into_iter().map(|login| login.index).collect()
        };
        let mut requirements = Requirements::default();
        assert_eq!(logins(&requirements), ["corp", "team"]);
        let rare = "https://RARE.example.com:443/files/a-1-py3-none-any.whl";
        requirements.options.extra_index_urls.push(rare.to_owned());
        assert_eq!(logins(&requirements), ["corp", "team", "rare"]);
        requirements.options = Options::default();
        requirements.constraints.push(entry(&format!("a @ {rare}")));
        assert_eq!(logins(&requirements), ["corp", "team", "rare"]);
    }

    #[test]
    fn what_has_to_be_built_is_not_looked_up_with_a_login() {
        let mut requirements = Requirements::default();
        assert!(!requirements.need_builds());
        for (text, needs_builds) in [
            ("a", false),
            (
                "a @ https://example.com/a-1-py3-none-any.whl#sha256=1",
                false,
            ),
            ("a @ https://example.com/a-1.tar.gz", true),
            ("a @ git+https://example.com/a.git@v1", true),
        ] {
            requirements.requirements = vec![entry(text)];
            assert_eq!(requirements.need_builds(), needs_builds, "{text}");
        }
        requirements.requirements.clear();
        requirements.options.no_binary = Distributions::All;
        assert!(requirements.need_builds());
    }

    #[test]
    fn a_login_is_for_its_own_server() {
        let all = indexes(SPEC);
        let corp = Some("https://art.example.com/corp/simple/");
        let rows = [
            (corp, "https://art.example.com/corp/files/a.whl"),
            (corp, "https://art.example.com:443/corp/files/a.whl"),
            (corp, "http://art.example.com/corp/files/a.whl"),
            (corp, "https://art.example.com:8443/corp/files/a.whl"),
            (corp, "https://art.example.com.evil.example/a.whl"),
            (corp, "https://art.example.com@evil.example/a.whl"),
            (corp, "https://cdn.example.com/a.whl"),
            // The lock says that it is from elsewhere.
            (
                Some("https://art.example.com/other/simple"),
                "https://art.example.com/a.whl",
            ),
            (None, "https://art.example.com/corp/files/a.whl"),
            (None, "https://art.example.com/team/files/a.whl"),
            (None, "https://cdn.example.com/a.whl"),
            // A netrc file names servers itself.
            (
                Some("https://rare.example.com/simple"),
                "https://cdn.example.com/a.whl",
            ),
            (
                Some("https://far.example.com/simple"),
                "https://cdn.example.com/a.whl",
            ),
        ];
        let rows = rows.map(|(index, url)| format!("{} {url}", told(&all, index, url)));
        insta::assert_snapshot!(rows.join("\n"), @"
        corp, Engine https://art.example.com/corp/files/a.whl
        corp, Engine https://art.example.com:443/corp/files/a.whl
        nobody, Engine http://art.example.com/corp/files/a.whl
        nobody, Engine https://art.example.com:8443/corp/files/a.whl
        nobody, Engine https://art.example.com.evil.example/a.whl
        nobody, Engine https://art.example.com@evil.example/a.whl
        nobody, Engine https://cdn.example.com/a.whl
        nobody, Engine https://art.example.com/a.whl
        corp, Engine https://art.example.com/corp/files/a.whl
        team, Engine https://art.example.com/team/files/a.whl
        nobody, Engine https://cdn.example.com/a.whl
        rare, Engine https://cdn.example.com/a.whl
        nobody, Step https://cdn.example.com/a.whl
        ");
    }

    #[test]
    fn the_only_index_that_was_asked_has_every_file() {
        let only = indexes("entrypoint: app\nindex: {url: 'https://a.example.com', fetch: step}");
        assert_eq!(
            told(&only, None, "https://cdn.example.com/a.whl"),
            "nobody, Step"
        );
    }

    #[test]
    fn engines_know_no_certificates_of_a_spec() {
        let told_of = |index: &str| {
            let spec = format!("entrypoint: app\ncertificates: corp.pem\nindex: {index}");
            told(&indexes(&spec), None, "https://a.example.com/a.whl")
        };
        for (index, teller) in [
            ("https://a.example.com", "nobody, Step"),
            ("{url: 'https://a.example.com'}", "nobody, Step"),
            (
                "{url: 'https://a.example.com', fetch: engine}",
                "nobody, Engine",
            ),
            ("http://a.example.com", "nobody, Engine"),
        ] {
            assert_eq!(told_of(index), teller, "{index}");
        }
    }
}
