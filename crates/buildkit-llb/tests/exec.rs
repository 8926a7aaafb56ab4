//! Commands and what they see.
#![allow(clippy::too_many_lines)]

mod common;

use buildkit_llb::{
    Bind, Cache, ContentCache, Describe, Digests, Exec, HasContent, Mkdir, Network, Output,
    OutputMount, Secret, Security, Sharing, Ssh, Tmpfs, Writable, pb,
};
use common::{amd64, build, exec, image, local, pretty};
use insta::assert_snapshot;

fn command() -> Exec {
    Exec::new(amd64(), "make")
}

/// Each mount as `dest input output`.
fn numbers(output: &Output) -> String {
    let line = |mount: &pb::Mount| format!("{} {} {}", mount.dest, mount.input, mount.output);
    exec(output)
        .mounts
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_kind_of_mount_and_option() {
    let cache_dir = buildkit_llb::FileActions::new(None, Mkdir::new("/c")).into_output();
    let output = command()
        .args(["-C", "/src"])
        .env("B", "2")
        .env("A", "old")
        .env("A", "1")
        .cwd("/build")
        .user("1000:1000")
        .network(Network::None)
        .security(Security::Insecure)
        .hostname("builder")
        .extra_host("db", "10.0.0.1")
        .ulimit("nofile", 1024, 2048)
        .cgroup_parent("builds")
        .proxy(pb::ProxyEnv {
            http_proxy: "http://proxy".into(),
            ..pb::ProxyEnv::default()
        })
        .resources(pb::LinuxResources {
            memory: 1 << 30,
            ..pb::LinuxResources::default()
        })
        .secret_env("TOKEN", "token")
        .optional_secret_env("KEY", "key")
        .valid_exit_codes([0, 5])
        .device("vendor.com/gpu=all")
        .mount(
            Bind::new("/src", local("context"))
                .selector("sub")
                .content_cache(ContentCache::Off),
        )
        .mount(Writable::new("/scratch", None))
        .mount(Writable::new("/copy", image("b")))
        .mount(
            Cache::new("/cache", "ns/pip")
                .sharing(Sharing::Locked)
                .initial(cache_dir, "/c"),
        )
        .mount(Tmpfs::new("/dev/shm").size(1 << 20))
        .mount(
            Secret::new("netrc")
                .dest("/root/.netrc")
                .owner(1, 2)
                .mode(0o440)
                .optional(),
        )
        .ssh(Ssh::new("default").optional())
        .title("[1/1] make")
        .run(image("a"));
    let definition = build(output);
    assert_snapshot!(pretty(&definition.to_json(Digests::Hidden)[4]), @r#"
    {
      "@": 4,
      "exec": {
        "args": [
          "make",
          "-C",
          "/src"
        ],
        "cgroup_parent": "builds",
        "cwd": "/build",
        "devices": [
          "vendor.com/gpu=all"
        ],
        "env": [
          "A=1",
          "B=2",
          "SSH_AUTH_SOCK=/run/buildkit/ssh_agent.0"
        ],
        "hostname": "builder",
        "hosts": [
          "db=10.0.0.1"
        ],
        "mounts": [
          {
            "dest": "/",
            "from": "@0",
            "result": 0
          },
          {
            "cache": {
              "id": "ns/pip",
              "sharing": "locked"
            },
            "dest": "/cache",
            "from": "@1",
            "path": "/c",
            "type": "cache"
          },
          {
            "dest": "/copy",
            "from": "@2"
          },
          {
            "dest": "/dev/shm",
            "size": 1048576,
            "type": "tmpfs"
          },
          {
            "dest": "/root/.netrc",
            "secret": {
              "id": "netrc",
              "mode": "0440",
              "optional": true,
              "owner": "1:2"
            },
            "type": "secret"
          },
          {
            "dest": "/run/buildkit/ssh_agent.0",
            "ssh": {
              "id": "default",
              "mode": "0600",
              "optional": true,
              "owner": "0:0"
            },
            "type": "ssh"
          },
          {
            "dest": "/scratch",
            "from": "scratch"
          },
          {
            "content_cache": "off",
            "dest": "/src",
            "from": "@3",
            "path": "sub",
            "read_only": true
          }
        ],
        "network": "none",
        "proxy": {
          "http": "http://proxy"
        },
        "secret_env": [
          {
            "id": "key",
            "name": "KEY",
            "optional": true
          },
          {
            "id": "token",
            "name": "TOKEN"
          }
        ],
        "security": "insecure",
        "ulimits": [
          "nofile=1024:2048"
        ],
        "user": "1000:1000",
        "valid_exit_codes": [
          0,
          5
        ]
      },
      "metadata": {
        "resources": {
          "memory": 1073741824
        },
        "title": "[1/1] make"
      },
      "platform": "linux/amd64"
    }
    "#);
    assert_snapshot!(format!("{:#?}", definition.required_caps()), @r#"
    {
        "constraints",
        "exec.meta.base",
        "exec.meta.cdi",
        "exec.meta.cgroup.parent",
        "exec.meta.linux.resources",
        "exec.meta.network",
        "exec.meta.proxyenv",
        "exec.meta.security",
        "exec.meta.ulimit",
        "exec.mount.bind",
        "exec.mount.bind.readwrite-nooutput",
        "exec.mount.cache",
        "exec.mount.cache.content",
        "exec.mount.cache.sharing",
        "exec.mount.secret",
        "exec.mount.selector",
        "exec.mount.ssh",
        "exec.mount.tmpfs",
        "exec.mount.tmpfs.size",
        "exec.secretenv",
        "exec.validexitcode",
        "file.base",
        "meta.description",
        "platform",
        "source.image",
        "source.local",
        "source.local.sessionid",
    }
    "#);
}

#[test]
fn what_is_not_an_input_or_a_result_is_minus_one() {
    let output = command()
        .mount(Bind::new("/bind", image("b")))
        .mount(Writable::new("/writable", None))
        .mount(Cache::new("/cache", "c"))
        .mount(Tmpfs::new("/tmpfs"))
        .mount(Secret::new("s"))
        .ssh(Ssh::new("default"))
        .run(image("a"));
    assert_snapshot!(numbers(&output), @r#"
    / 0 0
    /bind 1 -1
    /cache -1 -1
    /run/buildkit/ssh_agent.0 -1 -1
    /run/secrets/s -1 -1
    /tmpfs -1 -1
    /writable -1 -1
    "#);
}

#[test]
fn results_are_numbered_by_position_and_returned_as_asked_for() {
    let (root, [z, a]) = command().run_and_produce(
        image("a"),
        [OutputMount::scratch("/z"), OutputMount::scratch("/a")],
    );
    assert_snapshot!(numbers(&root), @r#"
    / 0 0
    /a -1 1
    /z -1 2
    "#);
    let index = |output: &Output| {
        build(output).as_pb().def.last().map(|bytes| {
            use prost::Message;
            pb::Op::decode(bytes.as_slice()).unwrap().inputs[0].index
        })
    };
    assert_eq!([&root, &z, &a].map(index), [Some(0), Some(2), Some(1)]);
}

#[test]
fn a_read_only_root_makes_no_result() {
    let [out] = command().produce(image("a"), [OutputMount::new("/out", image("b"))]);
    assert_snapshot!(numbers(&out), @r#"
    / 0 -1
    /out 1 0
    "#);
    assert!(exec(&out).mounts[0].readonly);
    assert_eq!(
        command().produce_all(image("a"), vec![OutputMount::new("/out", image("b"))]),
        [out]
    );
}

#[test]
fn the_order_of_calls_does_not_matter() {
    let first = command()
        .env("A", "1")
        .env("B", "2")
        .mount(Tmpfs::new("/a"))
        .mount(Tmpfs::new("/b"))
        .run(image("a"));
    let second = command()
        .mount(Tmpfs::new("/b"))
        .env("B", "2")
        .mount(Tmpfs::new("/a"))
        .env("A", "1")
        .run(image("a"));
    assert_eq!(first, second);
    assert_ne!(first, command().run(image("a")));
}

#[test]
fn an_input_is_listed_once() {
    let output = command()
        .mount(Bind::new("/x", image("a")))
        .mount(Bind::new("/y", image("b")))
        .run(image("a"));
    assert_snapshot!(numbers(&output), @r#"
    / 0 0
    /x 0 -1
    /y 1 -1
    "#);
}

#[test]
fn mount_points_leave_nothing_behind() {
    assert!(
        exec(&command().run(image("a")))
            .meta
            .unwrap()
            .remove_mount_stubs_recursive
    );
}
