//! dockerd, in namespaces of its own, started and ended by us only.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::home::Home;
use super::network::Network;
use super::store::Store;
use crate::problem::{About as _, Outcome, Problem};
use crate::process::run;

const ENTER: &str = include_str!("enter.sh");
/// When the build cache is collected. By default that begins with a fifth of the disk still free, in the middle of a test.
const CONFIGURATION: &str = include_str!("daemon.json");
const START_WITHIN: Duration = Duration::from_secs(60);
const STOP_WITHIN: Duration = Duration::from_secs(30);

/// Says that the engine which runs in `home` has all it needs.
pub fn ready(home: &Home, store: Store) -> Outcome {
    fs::write(store_file(home), store.to_string()).about(home.dir().display())
}

/// The store of the engine that runs in `home`, if one does and is [`ready`].
pub fn running(home: &Home) -> Option<Store> {
    first_process(home)?;
    fs::read_to_string(store_file(home))
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// Starts dockerd and waits until it answers.
pub fn start(home: &Home, root: &Path, network: &Network, store: Store) -> Outcome {
    fs::copy("/etc/resolv.conf", root.join("etc/resolv.conf")).about("/etc/resolv.conf")?;
    fs::create_dir_all(home.data(store)).about(home.dir().display())?;
    if let Some(link) = home.shortcut() {
        let _ = fs::remove_file(&link);
        symlink(home.run(), &link).about(link.display())?;
    }
    let configuration = home.run().join("daemon.json");
    fs::write(&configuration, CONFIGURATION).about(configuration.display())?;
    let log = File::create(home.log()).about(home.log().display())?;
    let mut unshare = Command::new("unshare")
        .args([
            "--mount",
            "--pid",
            "--fork",
            "--propagation=private",
            "sh",
            "-c",
            ENTER,
            "cartwright-engine",
        ])
        .args(dockerd(home, network, store))
        .env_clear()
        .envs(std::env::vars().filter(|(name, _)| name.to_ascii_lowercase().ends_with("_proxy")))
        .envs([
            (
                "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ),
            ("HOME", "/root"),
        ])
        .env("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
        .env("ENGINE_DIR", home.dir())
        .env("ENGINE_ROOT", root)
        .stdin(Stdio::null())
        .stderr(log.try_clone().about(home.log().display())?)
        .stdout(log)
        .process_group(0)
        .spawn()
        .about("unshare")?;
    let begin = Instant::now();
    while begin.elapsed() < START_WITHIN {
        if answers(home) {
            return Ok(());
        }
        if unshare.try_wait().about("unshare")?.is_some() {
            break;
        }
        sleep(Duration::from_millis(50));
    }
    stop(home)?;
    let log = fs::read_to_string(home.log()).unwrap_or_default();
    let last: Vec<&str> = log.lines().rev().take(10).collect();
    Err(Problem::new(format!(
        "dockerd did not start; the end of its log:\n{}",
        last.into_iter().rev().collect::<Vec<_>>().join("\n")
    )))
}

/// Ends the engine that [`start`] started in `home`, and waits until it is gone.
pub fn stop(home: &Home) -> Outcome {
    for signal in ["TERM", "KILL"] {
        let Some(process) = first_process(home) else {
            break;
        };
        run(Command::new("sh").args(["-c", "kill -s \"$1\" \"$2\"", "sh", signal, &process]))?;
        let begin = Instant::now();
        while first_process(home).is_some() && begin.elapsed() < STOP_WITHIN {
            sleep(Duration::from_millis(50));
        }
    }
    if first_process(home).is_some() {
        return Err(Problem::new(format!(
            "the engine in {} does not end",
            home.dir().display()
        )));
    }
    if let Some(link) = home.shortcut().filter(|link| link.is_symlink()) {
        fs::remove_file(&link).about(link.display())?;
    }
    for file in [store_file(home), first_process_file(home), home.socket()] {
        let _ = fs::remove_file(file);
    }
    remove_control_groups(Path::new("/sys/fs/cgroup"), &home.outside_name());
    Ok(())
}

fn dockerd(home: &Home, network: &Network, store: Store) -> Vec<String> {
    let group = home.outside_name();
    let mut args: Vec<String> = [
        "dockerd",
        "--config-file=/engine/run/daemon.json",
        "--host=unix:///engine/run/docker.sock",
        "--exec-root=/run/docker",
        "--pidfile=/run/docker.pid",
    ]
    .into_iter()
    .chain([
        "--iptables=false",
        "--ip6tables=false",
        "--ip-forward=false",
        "--ip-masq=false",
    ])
    .map(str::to_owned)
    .collect();
    args.push(format!("--data-root=/engine/data-{store}"));
    args.push(format!("--bridge={}", network.bridge));
    args.push(format!("--mtu={}", network.mtu));
    args.push(format!("--cgroup-parent={group}"));
    args.push(format!(
        "--feature=containerd-snapshotter={}",
        store == Store::Containerd
    ));
    if store == Store::Classic {
        args.push("--storage-driver=overlay2".to_owned());
    }
    args
}

/// One request, so that a socket left behind does not count.
fn answers(home: &Home) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = UnixStream::connect(home.client_socket())?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /_ping HTTP/1.0\r\n\r\n")?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        Ok(reply
            .lines()
            .next()
            .is_some_and(|status| status.contains(" 200 ")))
    };
    ask().unwrap_or(false)
}

/// The id of the engine's first process, if it is still the process that we started.
fn first_process(home: &Home) -> Option<String> {
    let then = fs::read_to_string(first_process_file(home)).ok()?;
    let id = then.split_whitespace().next()?;
    let now = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let same = identity(&then)? == identity(&now)?;
    same.then(|| id.to_owned())
}

/// What tells a process from a later one with the same id: when it started. A process that has ended has none.
fn identity(stat: &str) -> Option<&str> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    let start_time = fields.nth(18)?;
    (state != "Z").then_some(start_time)
}

fn first_process_file(home: &Home) -> std::path::PathBuf {
    home.run().join("first-process")
}

fn store_file(home: &Home) -> std::path::PathBuf {
    home.run().join("store")
}

/// Removes the (empty) groups called `name` from every hierarchy.
fn remove_control_groups(hierarchy: &Path, name: &str) {
    let group = hierarchy.join(name);
    if group.is_dir() {
        remove_group(&group);
    }
    for below in fs::read_dir(hierarchy).into_iter().flatten().flatten() {
        let group = below.path().join(name);
        if group.is_dir() {
            remove_group(&group);
        }
    }
}

/// A control group's files cannot be deleted, and go with it.
fn remove_group(group: &Path) {
    for entry in fs::read_dir(group).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            remove_group(&entry.path());
        }
    }
    let _ = fs::remove_dir(group);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_start_time_even_if_its_name_is_odd() {
        let stat = "42 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 98765 20";
        assert_eq!(identity(stat), Some("98765"));
        assert_eq!(identity(&stat.replace(" S ", " Z ")), None);
    }
}
