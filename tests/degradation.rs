//! Engines that lack something: each gets another graph, or is told what it lacks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::fake_engine::{Engine, PYLOCK, Transcript};
use buildkit_llb::caps;

const SPEC: &str = "# syntax=cartwright
dependencies: pylock.toml
apt: {build: [gcc], run: [libpq5]}
copy: {src: conf, dest: /etc/app}
build: {run: make, secrets: [{id: token, env: TOKEN, required: false}]}
test: {run: python -m unittest, reports: out.xml, secrets: [key], ssh: default}
writable: [/app/data]
ssh: {known_hosts: ['git.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA']}
entrypoint: python main.py
";

/// Beside the packages of [`PYLOCK`].
const REPOSITORIES: &str = r#"
[[packages]]
name = "repo"
version = "2.0"
vcs = { type = "git", url = "https://example.org/repo.git", commit-id = "3333333333333333333333333333333333333333" }

[[packages]]
name = "team"
version = "2.0"
vcs = { type = "git", url = "ssh://git@git.example.org/team.git", commit-id = "4444444444444444444444444444444444444444" }
"#;

fn without(cap: &'static str) -> Transcript {
    let mut engine = Engine::with_files(&[
        ("cart.yaml", SPEC),
        ("pylock.toml", &format!("{PYLOCK}{REPOSITORIES}")),
    ])
    .option("ulimit", "nofile=1024")
    .option("shm-size", "1048576")
    .option("cgroup-parent", "below")
    .option("add-hosts", "db=10.0.0.1")
    .option("build-arg:HTTP_PROXY", "http://proxy.example")
    .option("no-cache", "test");
    engine.missing = vec![cap];
    engine.run()
}

/// What an engine is asked for that it has not got is an error of its own, which says nothing to people.
#[test]
fn no_graph_asks_for_what_the_engine_lacks() {
    let mut refused = Vec::new();
    let mut missed_by_nobody = Vec::new();
    for &cap in caps::ALL {
        let transcript = without(cap);
        let ops = transcript.solved.iter().flat_map(|it| it.metadata.values());
        let asked = ops.filter(|metadata| metadata.caps.contains_key(cap));
        assert_eq!(asked.count(), 0, "{cap}");
        match transcript.error {
            Some(error) => {
                let told = format!("this BuildKit is too old: it lacks `{cap}`");
                assert!(error.message.starts_with(&told), "{}", error.message);
                refused.push(cap);
            }
            None => missed_by_nobody.push(cap),
        }
    }
    insta::assert_snapshot!(refused.join("\n"), @"
    platform
    constraints
    meta.description
    meta.ignorecache
    meta.exportcache
    source.image
    source.local
    source.local.sessionid
    source.local.includepatterns
    source.local.excludepatterns
    source.local.followpaths
    source.local.sharedkeyhint
    source.local.differ
    source.http
    source.http.checksum
    source.http.perm
    source.git
    source.git.fullurl
    source.git.httpauth
    source.git.knownsshhosts
    source.git.mountsshsock
    exec.meta.base
    exec.meta.network
    exec.meta.proxyenv
    exec.meta.ulimit
    exec.meta.cgroup.parent
    exec.secretenv
    exec.mount.bind
    exec.mount.bind.readwrite-nooutput
    exec.mount.selector
    exec.mount.cache
    exec.mount.cache.sharing
    exec.mount.tmpfs
    exec.mount.tmpfs.size
    exec.mount.secret
    exec.mount.ssh
    file.base
    file.copy.includeexcludepatterns
    ");
    // There are other ways, or nothing asks for them.
    insta::assert_snapshot!(missed_by_nobody.join("\n"), @"
    source.image.resolvemode
    source.image.layerlimit
    source.image.checksum
    source.ocilayout
    source.local.metadatatransfer
    soruce.http.uidgid
    source.http.auth
    source.http.header
    source.git.keepgitdir
    source.git.subdir
    source.git.checksum
    source.git.skipsubmodules
    source.git.mtime
    source.git.fetchbycommit
    exec.meta.security
    exec.validexitcode
    exec.meta.cdi
    exec.meta.linux.resources
    exec.mount.cache.content
    file.rm.wildcard
    file.copy.alwaysreplaceexistingdestpaths
    file.copy.requiredpaths
    file.symlink.create
    mergeop
    diffop
    ");
}
