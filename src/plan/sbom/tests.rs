use std::collections::BTreeMap;
use std::process::Command;

use super::*;
use crate::diagnostic::SourceFile;
use crate::packaging::Repository;
use crate::spec::ContextDirectory;

const SPEC: &str = "index: [https://corp.example.com/simple]\n";

fn package(name: &str, version: Option<&str>, artifact: Artifact) -> LockedPackage {
    let lock = SourceFile::new("pylock.toml", "");
    LockedPackage {
        name: name.to_owned(),
        version: version.map(str::to_owned),
        artifact,
        index: None,
        at: lock.at(lock.line(1)),
    }
}

fn remote(name: &str) -> File {
    File {
        name: name.to_owned(),
        origin: Origin::Url(format!("https://files.example.org/{name}")),
        sha256: "ab".repeat(32),
        hashes: BTreeMap::new(),
        size: None,
    }
}

/// One of every kind.
fn packages() -> Vec<LockedPackage> {
    let local = File {
        origin: Origin::Context("wheels/e-1-py3-none-any.whl".parse().unwrap()),
        ..remote("e-1-py3-none-any.whl")
    };
    let archive = Artifact::Archive {
        file: remote("c.tar.gz"),
        subdirectory: None,
    };
    let repository = Repository::parse("git+https://example.org/d.git#subdirectory=lib");
    let git = Artifact::Git(Commit {
        repository: repository.unwrap(),
        hash: "12".repeat(20),
    });
    let directory = Artifact::Directory {
        path: ContextDirectory::default(),
        editable: false,
        subdirectory: None,
    };
    let mut corporate = package(
        "b",
        Some("2.0+cpu"),
        Artifact::Sdist {
            file: remote("b-2.0+cpu.tar.gz"),
            pythons: Vec::new(),
        },
    );
    corporate.index = Some("https://corp.example.com/simple/".to_owned());
    vec![
        package(
            "a",
            Some("1"),
            Artifact::Wheel(remote("a-1-py3-none-any.whl")),
        ),
        corporate,
        package("c", None, archive),
        package("d", Some("3"), git),
        package("e", Some("1"), Artifact::Wheel(local)),
        package("shop", Some("0.1"), directory),
    ]
}

fn document(epoch: Option<u64>) -> String {
    let (spec, _) = Spec::read(&SourceFile::new("cart.yaml", SPEC)).unwrap();
    let about = About {
        name: Some("Shop".to_owned()),
        version: Some("0.1".to_owned()),
        description: Some("Sells things".to_owned()),
        homepage: Some("https://example.com".to_owned()),
        ..About::default()
    };
    let locked = Locked {
        packages: packages(),
        ..Locked::default()
    };
    sbom(&Materials {
        about: &about,
        locked: &locked,
        spec: &spec,
        epoch,
    })
}

#[test]
fn packages_are_told_with_what_is_known_of_them() {
    let document: Value = serde_json::from_str(&document(None)).unwrap();
    let packages = document["packages"].as_array().unwrap();
    insta::assert_snapshot!(format!("{:#}", packages[0]), @r#"
    {
      "SPDXID": "SPDXRef-Application",
      "copyrightText": "NOASSERTION",
      "downloadLocation": "NOASSERTION",
      "filesAnalyzed": false,
      "homepage": "https://example.com",
      "licenseConcluded": "NOASSERTION",
      "licenseDeclared": "NOASSERTION",
      "name": "Shop",
      "primaryPackagePurpose": "APPLICATION",
      "summary": "Sells things",
      "versionInfo": "0.1"
    }
    "#);
    insta::assert_snapshot!(format!("{:#}", packages[1]), @r#"
    {
      "SPDXID": "SPDXRef-Package-a",
      "checksums": [
        {
          "algorithm": "SHA256",
          "checksumValue": "abababababababababababababababababababababababababababababababab"
        }
      ],
      "copyrightText": "NOASSERTION",
      "downloadLocation": "https://files.example.org/a-1-py3-none-any.whl",
      "externalRefs": [
        {
          "referenceCategory": "PACKAGE-MANAGER",
          "referenceLocator": "pkg:pypi/a@1?repository_url=https:%2F%2Fcorp.example.com%2Fsimple",
          "referenceType": "purl"
        }
      ],
      "filesAnalyzed": false,
      "licenseConcluded": "NOASSERTION",
      "licenseDeclared": "NOASSERTION",
      "name": "a",
      "packageFileName": "a-1-py3-none-any.whl",
      "versionInfo": "1"
    }
    "#);
    let line = |package: &Value| {
        let purl = &package["externalRefs"][0]["referenceLocator"];
        format!("{} {} {purl}", package["name"], package["downloadLocation"])
    };
    let lines: Vec<_> = packages.iter().skip(2).map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    "b" "https://files.example.org/b-2.0+cpu.tar.gz" "pkg:pypi/b@2.0%2Bcpu?repository_url=https:%2F%2Fcorp.example.com%2Fsimple"
    "c" "https://files.example.org/c.tar.gz" "pkg:pypi/c?download_url=https:%2F%2Ffiles.example.org%2Fc.tar.gz"
    "d" "git+https://example.org/d.git@1212121212121212121212121212121212121212#lib" "pkg:pypi/d@3?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fd.git%401212121212121212121212121212121212121212"
    "e" "NOASSERTION" "pkg:pypi/e@1"
    "shop" "NOASSERTION" null
    "#);
    assert_eq!(
        document["relationships"].as_array().unwrap().len(),
        packages.len()
    );
    insta::assert_snapshot!(format!("{:#}", document["relationships"][1]), @r#"
    {
      "relatedSpdxElement": "SPDXRef-Package-a",
      "relationshipType": "DEPENDS_ON",
      "spdxElementId": "SPDXRef-Application"
    }
    "#);
}

#[test]
fn the_same_lock_gives_the_same_document() {
    assert_eq!(document(None), document(None));
    let namespace = |text: String| {
        let document: Value = serde_json::from_str(&text).unwrap();
        document["documentNamespace"].as_str().unwrap().to_owned()
    };
    assert_ne!(namespace(document(None)), namespace(document(Some(1))));
}

/// `PACKAGING_PYTHON=…/bin/python`, with an interpreter that has `spdx-tools`.
#[test]
#[ignore = "needs spdx-tools: cargo xtask oracle"]
fn the_oracle_finds_the_document_valid() {
    let python = std::env::var("PACKAGING_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let path = std::env::temp_dir().join(format!("cartwright-{}.spdx.json", std::process::id()));
    std::fs::write(&path, document(Some(1_700_000_000))).unwrap();
    let output = Command::new(python)
        .args(["-m", "spdx_tools.spdx.clitools.pyspdxtools", "-i"])
        .arg(&path)
        .output()
        .unwrap();
    std::fs::remove_file(&path).unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.trim().is_empty(), "{told}");
}
