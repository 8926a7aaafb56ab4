//! What a base image really is, as a step inside it reported, or as its files tell where none can run.

use serde::{Deserialize, Serialize};

use crate::packaging::{CLibrary, Target, machine};
use crate::spec::PackageManager;

/// The report of `steps/probe.py`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The interpreter that `python3` starts.
    pub python: Interpreter,
    /// Whether `apt-get` is there; for a part of a system, in the whole of it.
    pub apt: bool,
    /// Whether `apk` is there.
    #[serde(default)]
    pub apk: bool,
    /// The C library that compiled wheels have to fit.
    pub libc: Libc,
    /// The distribution.
    pub release: Release,
    /// The entries of `/etc/passwd`.
    pub users: Vec<Account>,
    /// Whether a bundle of certificate authorities is installed where the interpreter's TLS library looks.
    pub certificates: bool,
}

/// A Python interpreter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpreter {
    /// Absolute path.
    pub executable: String,
    /// `3.13.5`.
    pub version: String,
    /// `cpython`.
    pub implementation: String,
    /// The tag of its bytecode and extension modules, `cpython-313`.
    pub cache_tag: String,
    /// Whether it can import pip.
    pub pip: bool,
    /// Whether it can make virtual environments.
    pub venv: bool,
    /// The directory of its standard library, if that has no bytecode, as in official images.
    #[serde(default)]
    pub uncompiled: Option<String>,
}

/// A C library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Libc {
    /// `glibc` or `musl`.
    pub family: String,
    /// `2.41`.
    pub version: String,
}

/// A distribution's release, from `os-release`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// `debian`.
    pub id: String,
    /// `13`; empty where the distribution has none.
    pub version: String,
}

/// A user of the base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Login name.
    pub name: String,
    /// User id.
    pub uid: u32,
    /// Id of its own group.
    pub gid: u32,
    /// Home directory.
    pub home: String,
}

/// The release that `os-release` tells.
pub(super) fn release(text: &str) -> Release {
    let value = |name: &str| {
        let mut lines = text.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        let value = value.unwrap_or_default();
        value.trim_matches(['"', '\'']).to_owned()
    };
    Release {
        id: value("ID"),
        version: value("VERSION_ID"),
    }
}

/// The entries of `passwd`. Lines that are none are passed over.
pub(super) fn accounts(text: &str) -> Vec<Account> {
    let account = |line: &str| {
        let fields: Vec<_> = line.split(':').collect();
        let [name, _, uid, gid, _, home, _] = fields[..] else {
            return None;
        };
        Some(Account {
            name: name.to_owned(),
            uid: uid.parse().ok()?,
            gid: gid.parse().ok()?,
            home: home.to_owned(),
        })
    };
    text.lines().filter_map(account).collect()
}

impl Interpreter {
    /// The version without the patch number, as its directories have it: `3.13`, `3.14t` for a free-threaded build.
    pub fn feature(&self) -> String {
        let minor = self
            .version
            .match_indices('.')
            .nth(1)
            .map_or(self.version.len(), |(at, _)| at);
        let threading = if self.cache_tag.ends_with('t') {
            "t"
        } else {
            ""
        };
        format!("{}{threading}", &self.version[..minor])
    }

    /// The directory of modules in an environment: `lib/python3.13/site-packages`.
    pub fn site_packages(&self) -> String {
        format!("lib/python{}/site-packages", self.feature())
    }

    /// For people: `Python 3.13`, `pypy 3.10`.
    pub fn describe(&self) -> String {
        let name = match self.implementation.as_str() {
            "cpython" => "Python",
            other => other,
        };
        format!("{name} {}", self.feature())
    }
}

impl Release {
    /// For people: `debian 13`.
    pub fn describe(&self) -> String {
        format!("{} {}", self.id, self.version).trim().to_owned()
    }
}

impl Libc {
    /// For people: `glibc 2.41`.
    pub fn describe(&self) -> String {
        match self.family.as_str() {
            "unknown" => "an unknown C library".to_owned(),
            family => format!("{family} {}", self.version),
        }
    }
}

impl Facts {
    /// What compiled code depends on beside the machine: caches of built wheels are kept apart by it.
    pub fn abi(&self) -> String {
        format!(
            "{}-{}{}-{}{}",
            self.python.cache_tag,
            self.libc.family,
            self.libc.version,
            self.release.id,
            self.release.version
        )
    }

    /// What artifacts are chosen for, on a machine of an architecture and variant (`arm`, `v7`).
    pub fn target(&self, architecture: &str, variant: &str) -> Target {
        Target {
            python: self.python.version.clone(),
            cache_tag: self.python.cache_tag.clone(),
            machine: machine(architecture, variant),
            libc: self.c_library(),
        }
    }

    /// The C library that compiled code has to fit.
    pub fn c_library(&self) -> CLibrary {
        CLibrary::new(&self.libc.family, &self.libc.version)
    }

    /// What installs packages of the distribution, if anything does.
    pub fn package_manager(&self) -> Option<PackageManager> {
        let apt = self.apt.then_some(PackageManager::Apt);
        apt.or(self.apk.then_some(PackageManager::Apk))
    }

    /// The account of a login name.
    pub fn account(&self, name: &str) -> Option<&Account> {
        self.users.iter().find(|account| account.name == name)
    }

    /// The account of a user id.
    pub fn account_of(&self, uid: u32) -> Option<&Account> {
        self.users.iter().find(|account| account.uid == uid)
    }
}
