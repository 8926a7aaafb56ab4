//! The bill of materials (SPDX 2.3) of what a lock puts into an image: names, versions and hashes as they are known before
//! anything is built. What scanners find beside that, they say in documents of their own.

use buildkit_llb::Digest;
use serde_json::{Value, json};

use super::indexes::Indexes;
use super::moment::rfc3339;
use crate::lock::{About, Artifact, Commit, File, Locked, LockedPackage, Origin};
use crate::packaging::purl;
use crate::spec::Spec;

/// What SPDX writes where nothing is known.
const UNKNOWN: &str = "NOASSERTION";

/// The element that the document is about.
const APPLICATION: &str = "SPDXRef-Application";

/// What a document is made from.
pub struct Materials<'a> {
    /// What the project says about itself.
    pub about: &'a About,
    /// What is installed.
    pub locked: &'a Locked,
    /// What the user wrote: files of indexes that it does not name are taken to be those of the public one.
    pub spec: &'a Spec,
    /// `SOURCE_DATE_EPOCH`. Without it, the document has the time 0: it says the same whenever it is written.
    pub epoch: Option<u64>,
}

/// The document. The same materials give the same text.
pub fn sbom(materials: &Materials) -> String {
    let application = application(materials.about);
    let packages = materials.locked.packages.iter();
    let indexes = Indexes::of(materials.spec);
    let packages = packages.map(|package| describe(package, &indexes));
    let packages: Vec<Value> = std::iter::once(application).chain(packages).collect();
    let depends = packages.iter().skip(1).map(|package| {
        json!({
            "spdxElementId": APPLICATION,
            "relationshipType": "DEPENDS_ON",
            "relatedSpdxElement": package["SPDXID"],
        })
    });
    let describes = json!({
        "spdxElementId": "SPDXRef-DOCUMENT",
        "relationshipType": "DESCRIBES",
        "relatedSpdxElement": APPLICATION,
    });
    let relationships: Vec<Value> = std::iter::once(describes).chain(depends).collect();
    let mut document = json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": packages[0]["name"],
        "creationInfo": {
            "created": rfc3339(materials.epoch.unwrap_or(0)),
            "creators": [concat!("Tool: cartwright-", env!("CARGO_PKG_VERSION"))],
        },
        "packages": packages,
        "relationships": relationships,
    });
    // Unique, as the specification wants it, and still the same for the same content.
    let digest = Digest::of(document.to_string().as_bytes()).to_string();
    let (_, hex) = digest.split_once(':').unwrap_or_default();
    let home = env!("CARGO_PKG_HOMEPAGE");
    document["documentNamespace"] = json!(format!("{home}/spdx/{hex}"));
    document.to_string()
}

fn application(about: &About) -> Value {
    let mut application = json!({
        "SPDXID": APPLICATION,
        "name": about.name.as_deref().unwrap_or("application"),
        "primaryPackagePurpose": "APPLICATION",
        "downloadLocation": UNKNOWN,
        "filesAnalyzed": false,
        "licenseConcluded": UNKNOWN,
        "licenseDeclared": UNKNOWN,
        "copyrightText": UNKNOWN,
    });
    for (key, text) in [
        ("versionInfo", &about.version),
        ("summary", &about.description),
        ("homepage", &about.homepage),
    ] {
        if let Some(text) = text {
            application[key] = json!(text);
        }
    }
    application
}

fn describe(package: &LockedPackage, indexes: &Indexes) -> Value {
    let LockedPackage { name, version, .. } = package;
    let mut described = json!({
        "SPDXID": format!("SPDXRef-Package-{name}"),
        "name": name,
        "downloadLocation": location(&package.artifact),
        "filesAnalyzed": false,
        "licenseConcluded": UNKNOWN,
        "licenseDeclared": UNKNOWN,
        "copyrightText": UNKNOWN,
    });
    if let Some(version) = version {
        described["versionInfo"] = json!(version);
    }
    if let Some(file) = file(&package.artifact) {
        described["packageFileName"] = json!(file.name);
        described["checksums"] = json!([{"algorithm": "SHA256", "checksumValue": file.sha256}]);
    }
    if let Some(purl) = package_url(package, indexes) {
        described["externalRefs"] = json!([{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": purl,
        }]);
    }
    described
}

fn file(artifact: &Artifact) -> Option<&File> {
    match artifact {
        Artifact::Wheel(file) | Artifact::Sdist { file, .. } | Artifact::Archive { file, .. } => {
            Some(file)
        }
        Artifact::Git(_) | Artifact::Directory { .. } => None,
    }
}

/// Where it is from: a URL, or a commit as SPDX writes it.
fn location(artifact: &Artifact) -> String {
    match artifact {
        Artifact::Git(commit) => match &commit.repository.subdirectory {
            Some(directory) => format!("{}#{directory}", address(commit)),
            None => address(commit),
        },
        Artifact::Directory { .. } => UNKNOWN.to_owned(),
        Artifact::Wheel(file) | Artifact::Sdist { file, .. } | Artifact::Archive { file, .. } => {
            match &file.origin {
                Origin::Url(url) => url.clone(),
                Origin::Context(_) => UNKNOWN.to_owned(),
            }
        }
    }
}

/// `git+https://host/repository@COMMIT`
fn address(commit: &Commit) -> String {
    format!("git+{}@{}", commit.repository.url, commit.hash)
}

/// None for what the project has of its own: a package of that name on the public index would be somebody else's.
fn package_url(package: &LockedPackage, indexes: &Indexes) -> Option<String> {
    let LockedPackage { name, version, .. } = package;
    let version = version.as_deref();
    match &package.artifact {
        Artifact::Directory { .. } => None,
        Artifact::Git(commit) => {
            let address = address(commit);
            Some(purl::pypi(name, version, &[("vcs_url", &address)]))
        }
        Artifact::Archive { file, .. } => match &file.origin {
            Origin::Url(url) => Some(purl::pypi(name, version, &[("download_url", url)])),
            Origin::Context(_) => None,
        },
        Artifact::Wheel(file) | Artifact::Sdist { file, .. } => {
            let index = match &file.origin {
                Origin::Url(url) => indexes.index_of(package, url),
                Origin::Context(_) => None,
            };
            let from = index.map(|index| ("repository_url", index.url.value.as_str()));
            Some(purl::pypi(name, version, from.as_slice()))
        }
    }
}

#[cfg(test)]
mod tests;
