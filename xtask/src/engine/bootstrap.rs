//! Debian root file systems, made by mmdebstrap without installing anything on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::home::Home;
use super::mirror;
use crate::problem::{About as _, Outcome};
use crate::process::{output, run};

/// Has current `docker.io` and `docker-buildx` packages, and mmdebstrap.
const SUITE: &str = "forky";

/// What the engine's root holds. Nothing is configured, only unpacked: dockerd needs no more. sed is for git's submodules,
/// openssh-client for repositories, and xz for build contexts that are compressed by it.
const ENGINE_PACKAGES: &str = "base-files,base-passwd,libc-bin,dash,coreutils,mount,util-linux,ca-certificates,iproute2,nftables,git,sed,\
                               openssh-client,docker.io,docker-cli,docker-buildx,docker-compose,docker-registry,xz-utils,systemd-standalone-sysusers,systemd-standalone-tmpfiles";

/// mmdebstrap, unpacked, and this machine's ways to the archive.
pub struct Bootstrap {
    tool: PathBuf,
    tmp: PathBuf,
    mirror: String,
    apt_options: Vec<String>,
}

impl Bootstrap {
    /// Fetches mmdebstrap into the engine's directory, with apt's state kept there too.
    pub fn fetch(home: &Home) -> Outcome<Self> {
        let mirror = mirror::find()?;
        let tool = home.made("mmdebstrap", SUITE);
        let tmp = home.tmp()?;
        if !tool.exists() {
            let apt = tmp.join("apt");
            let _ = fs::remove_dir_all(&apt);
            fs::create_dir_all(apt.join("lists/partial")).about(apt.display())?;
            fs::create_dir_all(apt.join("archives/partial")).about(apt.display())?;
            fs::write(apt.join("sources.list"), source_line(&mirror, SUITE))
                .about(apt.display())?;
            let options = private_apt(&apt);
            run(Command::new("apt-get").args(&options).arg("update"))?;
            run(Command::new("apt-get")
                .args(&options)
                .args(["download", "mmdebstrap"])
                .current_dir(&apt))?;
            let package = find_package(&apt)?;
            let unpacked = apt.join("unpacked");
            run(Command::new("dpkg").arg("-x").arg(&package).arg(&unpacked))?;
            home.keep(&unpacked, &tool)?;
            fs::remove_dir_all(&apt).about(apt.display())?;
        }
        Ok(Self {
            tool,
            tmp,
            mirror,
            apt_options: apt_options()?,
        })
    }

    /// The engine's root, made unless it is there.
    pub fn engine_root(&self, home: &Home) -> Outcome<PathBuf> {
        let root = engine_root(home);
        if !root.exists() {
            let partial = root.with_extension("partial");
            let _ = fs::remove_dir_all(&partial);
            let packages = format!("--include={ENGINE_PACKAGES}");
            run(self
                .mmdebstrap(SUITE, &["--variant=extract", packages.as_str()], &partial)
                .arg(source_line(&self.mirror, SUITE)))?;
            let etc = partial.join("etc");
            fs::copy(
                partial.join("usr/share/base-passwd/passwd.master"),
                etc.join("passwd"),
            )
            .about("passwd")?;
            fs::copy(
                partial.join("usr/share/base-passwd/group.master"),
                etc.join("group"),
            )
            .about("group")?;
            fs::create_dir_all(etc.join("ssl/certs")).about(etc.display())?;
            let certificates = mirror::certificates();
            fs::copy(&certificates, etc.join("ssl/certs/ca-certificates.crt"))
                .about(certificates.display())?;
            home.keep(&partial, &root)?;
        }
        Ok(root)
    }

    /// A small Debian of `suite` with `packages`, apt included, as a tar archive at `tar`; `hook` runs last, with the root as `$1`.
    pub fn base_system(&self, suite: &str, packages: &str, hook: &str, tar: &Path) -> Outcome {
        let merged_usr = format!(
            "--hook-dir={}",
            self.tool
                .join("usr/share/mmdebstrap/hooks/merged-usr")
                .display()
        );
        // dpkg reads the exclusions inside the root: told by an option, mmdebstrap would want Python on this machine.
        let slim = "--setup-hook=mkdir -p \"$1/etc/dpkg/dpkg.cfg.d\" && printf '%s\\n' force-unsafe-io path-exclude=/usr/bin/py3compile \
                    path-exclude=/usr/share/doc/* path-exclude=/usr/share/man/* path-exclude=/usr/share/locale/* >\"$1/etc/dpkg/dpkg.cfg.d/slim\"";
        let certificates = format!(
            "--customize-hook=upload \"{}\" /etc/ssl/certs/ca-certificates.crt",
            mirror::certificates().display()
        );
        let packages = format!("--include=usr-is-merged,ca-certificates,{packages}");
        let hook = format!("--customize-hook={hook}");
        let options = [
            "--variant=apt",
            &merged_usr,
            slim,
            &packages,
            &certificates,
            &hook,
            "--format=tar",
        ];
        run(self
            .mmdebstrap(suite, &options, tar)
            .arg(source_line(&self.mirror, suite)))
    }

    fn mmdebstrap(&self, suite: &str, options: &[&str], target: &Path) -> Command {
        let programs = self.tool.join("usr/bin");
        let path = format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", programs.display());
        let mut command = Command::new("perl");
        command
            .arg(programs.join("mmdebstrap"))
            .args(["--mode=root", "--quiet"])
            .args(
                self.apt_options
                    .iter()
                    .map(|option| format!("--aptopt={option}")),
            )
            .args(options)
            .arg(suite)
            .arg(target)
            .env("PATH", path)
            .env("TMPDIR", &self.tmp)
            .env("LC_ALL", "C.UTF-8");
        command
    }
}

/// Where the engine's root is, or will be.
pub fn engine_root(home: &Home) -> PathBuf {
    home.made("root", ENGINE_PACKAGES)
}

fn source_line(mirror: &str, suite: &str) -> String {
    format!(
        "deb [signed-by={}] {mirror} {suite} main\n",
        mirror::KEYRING
    )
}

/// apt's settings inside the roots: a mirror may be a snapshot past its validity; recommended packages are not wanted; a proxy is kept.
fn apt_options() -> Outcome<Vec<String>> {
    let here = output(Command::new("apt-config").arg("dump"))?;
    let ours = [
        "Acquire::Check-Valid-Until \"false\";",
        "Acquire::Languages \"none\";",
        "APT::Install-Recommends \"false\";",
    ];
    let proxies = here
        .lines()
        .filter(|line| line.starts_with("Acquire::http") && line.contains("Proxy"));
    Ok(ours.into_iter().chain(proxies).map(str::to_owned).collect())
}

/// Makes apt use `dir` for its state and nothing of this machine's lists.
fn private_apt(dir: &Path) -> Vec<String> {
    let dir = dir.display();
    [
        format!("Dir::Etc::SourceList={dir}/sources.list"),
        "Dir::Etc::SourceParts=/nonexistent".to_owned(),
        format!("Dir::State={dir}"),
        "Dir::State::status=/dev/null".to_owned(),
        format!("Dir::Cache={dir}"),
        "Acquire::Check-Valid-Until=false".to_owned(),
        "Acquire::Languages=none".to_owned(),
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
        "APT::Sandbox::User=root".to_owned(),
        "APT::Update::Post-Invoke-Success::=".to_owned(),
    ]
    .into_iter()
    .flat_map(|option| ["-o".to_owned(), option])
    .collect()
}

fn find_package(dir: &Path) -> Outcome<PathBuf> {
    let entries = fs::read_dir(dir).about(dir.display())?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .ok_or_else(|| {
            crate::problem::Problem::new("apt-get download brought no mmdebstrap package")
        })
}
