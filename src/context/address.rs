//! What the client puts in the place of a name: the values of `--build-context NAME=…`.

use super::GitReference;
use crate::diagnostic::Diagnostic;
use crate::spec::ImageReference;

/// Where the files of a named context are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Nowhere: there are none.
    Scratch,
    /// An image of a registry, or of the engine.
    Image(ImageReference),
    /// An image in an OCI layout of the client.
    OciLayout {
        /// What the client calls the layout.
        store: String,
        /// The image's manifest in it, `sha256:…`.
        digest: String,
    },
    /// A repository.
    Git(Box<GitReference>),
    /// A file of the web.
    Web(String),
    /// A directory of the client, by the name that the client gives it.
    Local(String),
    /// The result of another build, by the name that the client gives it.
    Input(String),
}

impl Address {
    /// Reads a value, as the client passes it on; `None` if nobody knows what it means.
    pub fn parse(text: &str) -> Option<Result<Self, Diagnostic>> {
        let (scheme, rest) = text.split_once(':')?;
        let name = rest.strip_prefix("//").unwrap_or(rest);
        match scheme {
            "docker-image" if name == "scratch" => Some(Ok(Self::Scratch)),
            "docker-image" => Some(name.parse().map(Self::Image)),
            "oci-layout" => oci_layout(name).map(Ok),
            "local" => Some(Ok(Self::Local(rest.to_owned()))),
            "input" => Some(Ok(Self::Input(rest.to_owned()))),
            // Over SSH there is only the short form.
            "ssh" => None,
            _ => match GitReference::parse(text) {
                Some(git) => Some(git.map(|git| Self::Git(Box::new(git)))),
                None if matches!(scheme, "http" | "https") => Some(Ok(Self::Web(text.to_owned()))),
                None => None,
            },
        }
    }
}

/// `STORE[:TAG]@sha256:…`
fn oci_layout(text: &str) -> Option<Address> {
    let (name, digest) = text.split_once('@')?;
    let store = match name.rsplit_once(':') {
        Some((store, tag)) if !tag.contains('/') => store,
        _ => name,
    };
    let is_digest = digest
        .split_once(':')
        .is_some_and(|(_, hex)| !hex.is_empty());
    (is_digest && !store.is_empty()).then(|| Address::OciLayout {
        store: store.to_owned(),
        digest: digest.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_context_is_known() {
        let rows = [
            "docker-image://python:3.13-slim",
            "docker-image://scratch",
            "oci-layout://store:latest@sha256:0123",
            "oci-layout://a.example/b@sha256:0123",
            "git://example.com/a#v1",
            "git@example.com:a/b",
            "https://example.com/a.git?tag=v1",
            "https://example.com/wheels/a-1-py3-none-any.whl",
            "local:wheels",
            "input:0-base",
            // Not these.
            "oci-layout://store:latest",
            "ssh://git@example.com/a",
            "ftp://me:secret@example.com/a",
            "docker-image://Not A Name",
            "https://example.com/a.git?depth=1",
            "../wheels",
        ];
        let rows = rows.map(|text| match Address::parse(text) {
            Some(Ok(address)) => format!("{text}\n  {address:?}"),
            Some(Err(problem)) => format!("{text}\n  error: {}", problem.what),
            None => format!("{text}\n  unknown"),
        });
        insta::assert_snapshot!(rows.join("\n"), @r#"
    docker-image://python:3.13-slim
      Image(ImageReference { registry: "docker.io", repository: "library/python", tag: Some("3.13-slim"), digest: None })
    docker-image://scratch
      Scratch
    oci-layout://store:latest@sha256:0123
      OciLayout { store: "store", digest: "sha256:0123" }
    oci-layout://a.example/b@sha256:0123
      OciLayout { store: "a.example/b", digest: "sha256:0123" }
    git://example.com/a#v1
      Git(GitReference { remote: "git://example.com/a", reference: "v1", subdir: "", checksum: None, keep_git_dir: None, submodules: true, times: None, fetch_by_commit: false })
    git@example.com:a/b
      Git(GitReference { remote: "git@example.com:a/b", reference: "", subdir: "", checksum: None, keep_git_dir: None, submodules: true, times: None, fetch_by_commit: false })
    https://example.com/a.git?tag=v1
      Git(GitReference { remote: "https://example.com/a.git", reference: "refs/tags/v1", subdir: "", checksum: None, keep_git_dir: None, submodules: true, times: None, fetch_by_commit: false })
    https://example.com/wheels/a-1-py3-none-any.whl
      Web("https://example.com/wheels/a-1-py3-none-any.whl")
    local:wheels
      Local("wheels")
    input:0-base
      Input("0-base")
    oci-layout://store:latest
      unknown
    ssh://git@example.com/a
      unknown
    ftp://me:secret@example.com/a
      unknown
    docker-image://Not A Name
      error: `Not A Name` is not the name of an image
    https://example.com/a.git?depth=1
      error: `depth` means nothing in the address of a git repository
    ../wheels
      unknown
    "#);
    }
}
