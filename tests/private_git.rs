//! Packages of private repositories: who gets in, what users read when nobody does, and what is left of the keys.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::private_index::Wheel;
use crate::repositories::web::GitServer;
use crate::repositories::{commit_all, git};
use crate::support::{Build, Project, Step, docker, places, stdout};

/// A repository of a project, and its one commit.
fn commit(folder: &Path, wheel: &Wheel) -> String {
    fs::create_dir_all(folder).unwrap();
    for (name, content) in wheel.project() {
        fs::write(folder.join(name), content).unwrap();
    }
    commit_all(folder, "first")
}

/// A lock with one package, which is a commit of a repository.
fn lock(name: &str, url: &str, commit: &str) -> String {
    format!(
        "lock-version = \"1.0\"\ncreated-by = \"test\"\n[[packages]]\nname = \"{name}\"\nversion = \"1.0\"\n\
        vcs = {{ type = \"git\", url = \"{url}\", commit-id = \"{commit}\" }}\n"
    )
}

fn project(name: &str, spec: &str, lock: &str) -> Project {
    let spec = format!("dependencies: pylock.toml\nentrypoint: python main.py\n{spec}");
    Project::with_spec(name, &spec)
        .file("main.py", "print('alive')\n")
        .file("pylock.toml", lock)
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_28_a_token_opens_a_private_repository() {
    const TOKEN: &str = "canary-git-Zt4mQ8";
    let wheel = Wheel::new("by_token");
    let repositories = Project::new("private-git");
    let first = commit(&repositories.path().join("by_token"), &wheel);
    let server = GitServer::serve(repositories.path(), TOKEN);
    let lock = lock("by_token", &server.url("by_token"), &first);
    let project = project("git-token", "", &lock);
    let secrets = Project::new("git-secrets");
    let build = |token: Option<(&str, &str)>| {
        let given = token.map(|(id, token)| {
            secrets.write(id, token);
            format!("--secret=id={id},src={}", secrets.path().join(id).display())
        });
        let given: Vec<_> = given.iter().map(String::as_str).collect();
        project.build(&given)
    };

    let hidden = |build: Build| {
        let error = build.expect_failure().error();
        error
            .replace(&server.url(""), "http://HOST/")
            .replace(&first, "COMMIT")
    };
    insta::assert_snapshot!(hidden(build(None)), @r#"
    pylock.toml:4
    --------------------
       2 |     created-by = "test"
       3 |     [[packages]]
       4 | >>> name = "by_token"
       5 |     version = "1.0"
       6 |     vcs = { type = "git", url = "http://HOST/by_token", commit-id = "COMMIT" }
    --------------------
    ERROR: failed to build: failed to solve: pylock.toml:4:8: `http://HOST/by_token` lets nobody in for `by-token`
      help: give the build a token that may read it: `--secret id=GIT_AUTH_TOKEN,env=VARIABLE`; `GIT_AUTH_TOKEN.HOST` is for one host, and `GIT_AUTH_HEADER` for a whole `Authorization` header
    "#);
    let wrong = hidden(build(Some(("GIT_AUTH_TOKEN", "wrong-Rt5k"))));
    assert!(
        !wrong.contains("Rt5k") && wrong.contains("lets nobody in"),
        "{wrong}"
    );
    assert!(server.refused() > 0);

    let opened = build(Some(("GIT_AUTH_TOKEN", TOKEN))).expect_success();
    let tell = "import by_token; print(by_token.origin)";
    assert_eq!(opened.python(tell), wheel.origin);
    assert_eq!(places(&opened, TOKEN), [""; 0]);
    let again = build(Some(("GIT_AUTH_TOKEN", "another"))).expect_success();
    assert_eq!(again.step("BUILD by-token"), Step::Cached, "{}", again.log);
}

#[test]
#[ignore = "slow, and needs an engine: cargo xtask test --slow"]
fn slow_point_28_a_requirement_may_be_a_branch_of_a_private_repository() {
    const TOKEN: &str = "canary-branch-Kx7pV2";
    let first = Wheel::new("by_branch");
    let mut second = first.clone();
    second.origin.push_str(", moved");
    let repositories = Project::new("private-branch");
    let folder = repositories.path().join("by_branch");
    let before = commit(&folder, &first);
    let server = GitServer::serve(repositories.path(), TOKEN);
    let spec = format!(
        "dependencies: [\"by_branch @ git+{}@main\"]\nentrypoint: python main.py\n",
        server.url("by_branch")
    );
    let project = Project::with_spec("git-branch", &spec).file("main.py", "print('alive')\n");
    let secrets = Project::new("branch-secrets").file("token", TOKEN);
    let token = secrets.path().join("token");
    let token = format!("--secret=id=GIT_AUTH_TOKEN,src={}", token.display());

    let error = project.build(&[]).expect_failure().error();
    insta::assert_snapshot!(error.replace(&server.url(""), "http://HOST/"), @r#"
    cart.yaml:2
    --------------------
       1 |     # syntax=cartwright
       2 | >>> dependencies: ["by_branch @ git+http://HOST/by_branch@main"]
       3 |     entrypoint: python main.py
       4 |     
    --------------------
    ERROR: failed to build: failed to solve: cart.yaml:2:16: `http://HOST/by_branch` lets nobody in for `by-branch`
      help: give the build a token that may read it: `--secret id=GIT_AUTH_TOKEN,env=VARIABLE`; `GIT_AUTH_TOKEN.HOST` is for one host, and `GIT_AUTH_HEADER` for a whole `Authorization` header
    "#);

    let built = project.build(&[&token]).expect_success();
    let tell = "import by_branch; print(by_branch.origin)";
    assert_eq!(built.python(tell), first.origin);
    assert_eq!(places(&built, TOKEN), [""; 0]);
    let again = project.build(&[&token]).expect_success();
    assert_eq!(again.step("RESOLVE"), Step::Cached, "{}", again.log);
    project
        .build(&[&token, "--target=lock", "--output=."])
        .expect_success();
    let lock = fs::read_to_string(project.path().join("pylock.toml")).unwrap();
    let asked = format!("requested-revision = \"main\", commit-id = \"{before}\"");
    assert!(lock.contains(&asked), "{lock}");

    // The branch has moved: it is what counts, as it is with the contexts of a build.
    let after = commit(&folder, &second);
    assert_ne!(before, after);
    let moved = project.build(&[&token]).expect_success();
    assert_eq!(moved.python(tell), second.origin);

    // A build that asks its repository for the version has no program for that, and is told what the tag says.
    let backend = fs::read_to_string(folder.join("backend.py")).unwrap();
    let backend = format!(
        "import os\nassert os.environ['SETUPTOOLS_SCM_PRETEND_VERSION'] == '1.0'\n{backend}"
    );
    fs::write(folder.join("backend.py"), backend).unwrap();
    commit_all(&folder, "versions from tags");
    git(&folder, &["tag", "v1.0"]);
    project.write(
        "cart.yaml",
        format!("# syntax=cartwright\n{}", spec.replace("@main", "@v1.0")),
    );
    let tagged = project.build(&[&token]).expect_success();
    assert_eq!(tagged.python(tell), second.origin);
}

/// sshd in a container, on a port of this machine's loopback.
struct SshServer {
    process: Child,
    name: String,
    port: u16,
    /// Its public key, `ssh-ed25519 AAAA…`.
    key: String,
}

impl SshServer {
    /// Serves a bare repository, `/app/repository.git`, to who has the other half of a key.
    fn serve(repository: &Path, visitor: &str) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey /app/host\nAuthorizedKeysFile /app/visitors\n\
            PermitRootLogin prohibit-password\nPasswordAuthentication no\nStrictModes no\nUsePAM no\n"
        );
        let start = "import os, shutil\nos.makedirs('/run/sshd', exist_ok=True)\nos.chmod('/app/host', 0o600)\n\
            os.execv('/usr/sbin/sshd', ['/usr/sbin/sshd', '-D', '-e', '-f', '/app/config'])\n";
        let spec = "apt: {run: [openssh-server, git]}\ndependencies: []\nuser: root\nsmoke: false\nentrypoint: python start.py\n";
        let project = Project::with_spec(&format!("sshd-{port}"), spec)
            .file("config", &config)
            .file("start.py", start)
            .file("visitors", visitor);
        make_key(&project.path().join("host"));
        let key = fs::read_to_string(project.path().join("host.pub")).unwrap();
        let copy = project.path().join("repository.git").display().to_string();
        git(repository, &["clone", "--quiet", "--bare", ".", &copy]);
        let image = project.build(&[]).expect_success().image;
        let name = format!("cartwright-test-sshd-{port}");
        let process = docker(&["run", "--rm", "--network=host", "--name", &name, &image])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let answers = (0..500).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        assert!(answers, "sshd does not answer at port {port}");
        Self {
            process,
            name,
            port,
            key: key.split(' ').take(2).collect::<Vec<_>>().join(" "),
        }
    }

    fn url(&self) -> String {
        format!("ssh://root@127.0.0.1:{}/app/repository.git", self.port)
    }

    /// What `ssh-keyscan` would print.
    fn known_host(&self) -> String {
        format!("[127.0.0.1]:{} {}", self.port, self.key)
    }
}

impl Drop for SshServer {
    fn drop(&mut self) {
        let _ = docker(&["rm", "--force", &self.name]).output();
        let _ = self.process.wait();
    }
}

/// Makes a pair of keys, `path` and `path.pub`.
fn make_key(path: &Path) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
        .arg(path)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", stdout(&made));
}

/// Builds with the agent of a key, if one is named. Steps reach this machine.
fn build_with(project: &Project, keys: &Project, key: Option<&str>) -> Build {
    let given = key.map(|key| format!("--ssh=default={}", keys.path().join(key).display()));
    let network = ["--allow=network.host", "--network=host"];
    let arguments: Vec<_> = network.into_iter().chain(given.as_deref()).collect();
    project.build(&arguments)
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_28_ssh_opens_a_private_repository_on_a_known_host() {
    let wheel = Wheel::new("by_ssh");
    let keys = Project::new("ssh-keys");
    let key = keys.path().join("visitor");
    make_key(&key);
    make_key(&keys.path().join("stranger"));
    let public = |name: &str| fs::read_to_string(keys.path().join(name)).unwrap();
    let repositories = Project::new("private-ssh");
    let first = commit(&repositories.path().join("by_ssh"), &wheel);
    let server = SshServer::serve(&repositories.path().join("by_ssh"), &public("visitor.pub"));
    let lock = lock("by_ssh", &server.url(), &first);
    let project = |known_hosts: &str| {
        project("git-ssh", "ssh: {known_hosts: ssh/known_hosts}\n", &lock)
            .file("ssh/known_hosts", known_hosts)
    };
    let build = |project: &Project, key: Option<&str>| build_with(project, &keys, key);
    let hidden = |build: Build| {
        let error = build.expect_failure().error();
        let error = error.replace(&server.port.to_string(), "PORT");
        error.replace(&first, "COMMIT")
    };

    let stranger = public("stranger.pub");
    let other_key = format!("[127.0.0.1]:{} {stranger}", server.port);
    let other_host = format!("git.example.com {stranger}");
    for known_hosts in [&other_key, &other_host] {
        let error = hidden(build(&project(known_hosts), Some("visitor")));
        insta::allow_duplicates! { insta::assert_snapshot!(error, @r#"
    pylock.toml:4
    --------------------
       2 |     created-by = "test"
       3 |     [[packages]]
       4 | >>> name = "by_ssh"
       5 |     version = "1.0"
       6 |     vcs = { type = "git", url = "ssh://root@127.0.0.1:PORT/app/repository.git", commit-id = "COMMIT" }
    --------------------
    ERROR: failed to build: failed to solve: pylock.toml:4:8: `by-ssh` comes by SSH from `127.0.0.1:PORT`, whose key is not the one in `known_hosts`
      why: either nobody has added it, or somebody passes for that host
      help: compare what `ssh-keyscan -p PORT 127.0.0.1` prints with what the host's owner publishes, and add it to `known_hosts`
    "#); }
    }
    let known = project(&format!("# the team's\n{}\n", server.known_host()));
    insta::assert_snapshot!(hidden(build(&known, None)), @r#"
    pylock.toml:4
    --------------------
       2 |     created-by = "test"
       3 |     [[packages]]
       4 | >>> name = "by_ssh"
       5 |     version = "1.0"
       6 |     vcs = { type = "git", url = "ssh://root@127.0.0.1:PORT/app/repository.git", commit-id = "COMMIT" }
    --------------------
    ERROR: failed to build: failed to solve: pylock.toml:4:8: `by-ssh` comes by SSH from `127.0.0.1:PORT`, and the build has no agent `default`
      help: give it one: `--ssh default` for the agent that runs, or `--ssh default=KEY_FILE`
    "#);
    insta::assert_snapshot!(hidden(build(&known, Some("stranger"))), @r#"
    pylock.toml:4
    --------------------
       2 |     created-by = "test"
       3 |     [[packages]]
       4 | >>> name = "by_ssh"
       5 |     version = "1.0"
       6 |     vcs = { type = "git", url = "ssh://root@127.0.0.1:PORT/app/repository.git", commit-id = "COMMIT" }
    --------------------
    ERROR: failed to build: failed to solve: pylock.toml:4:8: `ssh://root@127.0.0.1:PORT/app/repository.git` lets nobody in for `by-ssh`
      help: give the build an agent with a key that the repository takes: `--ssh default`, or `--ssh default=KEY_FILE`
    "#);

    let opened = build(&known, Some("visitor")).expect_success();
    let tell = "import by_ssh, os; print(by_ssh.origin, os.listdir('ssh'))";
    assert_eq!(opened.python(tell), format!("{} []", wheel.origin));
    let secret = public("visitor");
    let line = secret.lines().nth(2).unwrap();
    assert_eq!(places(&opened, line), [""; 0]);
    known.write("main.py", "print('changed')\n");
    let again = build(&known, Some("visitor")).expect_success();
    assert_eq!(again.step("BUILD by-ssh"), Step::Cached, "{}", again.log);

    // Without a lock, the way is the same.
    let asked = |more: &str| {
        let url = server.url();
        let spec =
            format!("dependencies: [\"by_ssh @ git+{url}\"]\nentrypoint: python main.py\n{more}");
        Project::with_spec("git-ssh-unlocked", &spec).file("main.py", "print('alive')\n")
    };
    let known_hosts = format!("ssh: {{known_hosts: [{:?}]}}\n", server.known_host());
    let unlocked = build(&asked(&known_hosts), Some("visitor")).expect_success();
    let tell = "import by_ssh; print(by_ssh.origin)";
    assert_eq!(unlocked.python(tell), wheel.origin);
    let unknown = hidden(build(&asked(""), Some("visitor")));
    let told = "`by-ssh` comes by SSH from `127.0.0.1:PORT`, whose key is not known";
    assert!(unknown.contains(told), "{unknown}");
}

#[test]
#[ignore = "needs an engine: cargo xtask test"]
fn point_25_a_step_uses_the_agent_that_it_names_on_hosts_that_are_known() {
    let keys = Project::new("step-keys");
    let key = keys.path().join("visitor");
    make_key(&key);
    let repositories = Project::new("step-ssh");
    let folder = repositories.path().join("files");
    let first = commit(&folder, &Wheel::new("files"));
    let public = fs::read_to_string(key.with_extension("pub")).unwrap();
    let server = SshServer::serve(&folder, &public);
    let project = |known_host: &str| {
        let list = format!("git ls-remote {} HEAD", server.url());
        // What serves has a client too, and is installed already.
        let blind = "import os; assert 'SSH_AUTH_SOCK' not in os.environ and not os.path.exists('/etc/ssh/ssh_known_hosts')";
        let spec = format!(
            "dependencies: []\nentrypoint: python main.py\napt: {{build: [openssh-server, git], run: []}}\n\
            ssh: {{known_hosts: [{known_host:?}]}}\n\
            build:\n  - {{run: {list:?}, ssh: default}}\n  - [python, -c, {blind:?}]\n"
        );
        Project::with_spec("step-agent", &spec).file("main.py", "")
    };
    let known = project(&server.known_host());
    let error = build_with(&known, &keys, None).expect_failure().error();
    let told = "the build has no SSH agent `default` for `build 1`";
    assert!(error.contains(told), "{error}");
    let stranger = format!("git.example.com {}", server.key);
    let refused = build_with(&project(&stranger), &keys, Some("visitor")).expect_failure();
    let told = "Host key verification failed";
    assert!(refused.log.contains(told), "{}", refused.log);
    let build = build_with(&known, &keys, Some("visitor")).expect_success();
    assert!(build.log.contains(&first), "{}", build.log);
}
