//! Sources, and the bytes that they share with BuildKit's own frontend.
#![allow(clippy::too_many_lines)]

mod common;

use std::num::NonZeroU32;

use buildkit_llb::{
    Describe, Differ, Digest, Digests, Git, Http, Image, Local, Merge, OciLayout, OpOrder,
    Platform, RecordType, ResolveMode, Session,
};
use common::{amd64, build, image, pretty};
use insta::assert_snapshot;

#[test]
fn every_source_and_option() {
    let session = Session::new("s1").unwrap();
    let digest = Digest::of(b"");
    let sources = [
        Image::new(
            "docker.io/library/alpine:3.20",
            "linux/arm/v7".parse::<Platform>().unwrap(),
        )
        .resolve_mode(ResolveMode::Pull)
        .layer_limit(NonZeroU32::MIN)
        .record_type(RecordType::Internal)
        .checksum(&digest)
        .into_output(),
        Local::new("context", &session)
            .follow_paths(["a", "b/c"])
            .include_patterns(["*.py"])
            .exclude_patterns(["**/__pycache__", "!keep"])
            .shared_key_hint("hint")
            .differ(Differ::Metadata)
            .metadata_only(["pyproject.toml"])
            .into_output(),
        Http::new("https://example.com/a.whl", "a.whl")
            .unwrap()
            .checksum(&digest)
            .mode(0o644)
            .owner(1, 2)
            .auth_header_secret("auth")
            .accept("application/json")
            .user_agent("cart")
            .into_output(),
        Git::new("git@example.com:a/b.git")
            .unwrap()
            .reference("v1")
            .subdir("pkg")
            .keep_git_dir()
            .checksum("abc123")
            .skip_submodules()
            .commit_times()
            .auth_token_secret("")
            .known_hosts("example.com ssh-ed25519 AAAA")
            .into_output(),
        OciLayout::new("example.com/app", &digest, "store", &session, amd64()).into_output(),
    ];
    let definition = build(Merge::new(sources).unwrap().into_output());
    assert_snapshot!(pretty(&definition.to_json(Digests::Hidden)), @r#"
    [
      {
        "@": 0,
        "attrs": {
          "image.checksum": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "image.layerlimit": "1",
          "image.recordtype": "internal",
          "image.resolvemode": "pull"
        },
        "platform": "linux/arm/v7",
        "source": "docker-image://docker.io/library/alpine:3.20"
      },
      {
        "@": 1,
        "attrs": {
          "local.differ": "metadata",
          "local.excludepatterns": "[\"**/__pycache__\",\"!keep\"]",
          "local.followpaths": "[\"a\",\"b/c\"]",
          "local.includepattern": "[\"*.py\"]",
          "local.metadatatransfer": "true",
          "local.metadatatransferexclude": "[\"pyproject.toml\"]",
          "local.session": "s1",
          "local.sharedkeyhint": "hint"
        },
        "source": "local://context"
      },
      {
        "@": 2,
        "attrs": {
          "http.authheadersecret": "auth",
          "http.checksum": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "http.filename": "a.whl",
          "http.gid": "2",
          "http.header.accept": "application/json",
          "http.header.user-agent": "cart",
          "http.perm": "0644",
          "http.uid": "1"
        },
        "source": "https://example.com/a.whl"
      },
      {
        "@": 3,
        "attrs": {
          "git.authheadersecret": "GIT_AUTH_HEADER",
          "git.checksum": "abc123",
          "git.fullurl": "git@example.com:a/b.git",
          "git.keepgitdir": "true",
          "git.knownsshhosts": "example.com ssh-ed25519 AAAA",
          "git.mountsshsock": "default",
          "git.mtime": "commit",
          "git.skipsubmodules": "true"
        },
        "source": "git://example.com/a/b.git#v1:pkg"
      },
      {
        "@": 4,
        "attrs": {
          "oci.session": "s1",
          "oci.store": "store"
        },
        "platform": "linux/amd64",
        "source": "oci-layout://example.com/app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      },
      {
        "@": 5,
        "merge": [
          "@0",
          "@1",
          "@2",
          "@3",
          "@4"
        ]
      },
      {
        "@": 6,
        "result": "@5"
      }
    ]
    "#);
    assert_snapshot!(format!("{:#?}", definition.required_caps()), @r#"
    {
        "constraints",
        "mergeop",
        "platform",
        "soruce.http.uidgid",
        "source.git",
        "source.git.checksum",
        "source.git.fullurl",
        "source.git.httpauth",
        "source.git.keepgitdir",
        "source.git.knownsshhosts",
        "source.git.mountsshsock",
        "source.git.mtime",
        "source.git.skipsubmodules",
        "source.git.subdir",
        "source.http",
        "source.http.auth",
        "source.http.checksum",
        "source.http.header",
        "source.http.perm",
        "source.image",
        "source.image.checksum",
        "source.image.layerlimit",
        "source.image.resolvemode",
        "source.local",
        "source.local.differ",
        "source.local.excludepatterns",
        "source.local.followpaths",
        "source.local.includepatterns",
        "source.local.metadatatransfer",
        "source.local.sessionid",
        "source.local.sharedkeyhint",
        "source.ocilayout",
    }
    "#);
}

#[test]
fn what_is_absent_is_left_out() {
    let source = Local::new("context", &Session::new("s").unwrap())
        .follow_paths([""; 0])
        .shared_key_hint("")
        .description("key", "")
        .into_output();
    assert_snapshot!(pretty(&build(source).to_json(Digests::Hidden)[0]), @r#"
    {
      "@": 0,
      "attrs": {
        "local.session": "s"
      },
      "source": "local://context"
    }
    "#);
    let image = Image::new("a", amd64())
        .resolve_mode(ResolveMode::Default)
        .into_output();
    assert_eq!(
        build(image).to_json(Digests::Hidden)[0]["attrs"],
        serde_json::Value::Null
    );
}

#[test]
fn a_session_has_an_id() {
    assert_eq!(Session::new(""), None);
}

#[test]
fn only_images_have_a_platform() {
    let platforms = |output| {
        common::ops(build(output).as_pb())
            .remove(0)
            .platform
            .is_some()
    };
    assert!(platforms(image("a")));
    assert!(!platforms(common::local("context")));
    assert!(!platforms(
        Http::new("https://a", "f").unwrap().into_output()
    ));
}

/// The op that loads a spec, byte for byte as BuildKit's Dockerfile frontend writes it for the same
/// file.
#[test]
fn the_entry_file_has_the_bytes_of_the_built_in_frontend() {
    let output = Local::new("dockerfile", &Session::new("s1").unwrap())
        .differ(Differ::None)
        .shared_key_hint("dockerfile")
        .follow_paths(["cart.yaml", "cart.yaml.dockerignore"])
        .into_output();
    let sized =
        |tag: u8, bytes: &[u8]| [&[tag, u8::try_from(bytes.len()).unwrap()], bytes].concat();
    let attr = |key: &str, value: &str| {
        sized(
            0x12,
            &[sized(0x0a, key.as_bytes()), sized(0x12, value.as_bytes())].concat(),
        )
    };
    let mut source = sized(0x0a, b"local://dockerfile");
    source.extend(attr("local.differ", "none"));
    source.extend(attr(
        "local.followpaths",
        r#"["cart.yaml","cart.yaml.dockerignore"]"#,
    ));
    source.extend(attr("local.session", "s1"));
    source.extend(attr("local.sharedkeyhint", "dockerfile"));
    // Empty constraints, then the source, whose length takes two bytes.
    let mut expected = vec![
        0x5a,
        0,
        0x1a,
        u8::try_from(source.len() & 127).unwrap() | 128,
        u8::try_from(source.len() >> 7).unwrap(),
    ];
    expected.extend(source);
    assert_eq!(build(&output).as_pb().def[0], expected);
    assert_eq!(output.digest(OpOrder::OneofLast), Digest::of(&expected));
}
