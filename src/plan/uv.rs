//! uv, which finds versions and installs what builds need; it never ships.

use serde_json::json;

use super::environment::{
    Command, INSTALLER_CACHE, LISTS, Lists, PROJECT, REQUIREMENTS, places, summary,
};
use super::indexes::{Indexes, Login};
use super::{Base, Bases, Builder, Machine, Ssh, Supplied, tagged_versions};
use crate::diagnostic::{Diagnostics, Location, texts};
use crate::lock::{Commit, Options, PackageBuilds, Requirements};
use crate::packaging::{CLibrary, Target};
use crate::spec::{Installer, Spec, Task};

/// Where uv is mounted.
pub const UV: &str = "/opt/uv";

/// The release of uv. Part of the key of every step that uses it, so it changes with our releases only.
pub const UV_RELEASE: &str = "uv==0.13.9";

/// Where a step puts what it makes.
pub const OUT: &str = "/run/cartwright/out";

/// The lock that a resolution writes into [`OUT`].
pub const PYLOCK: &str = "pylock.toml";

/// What uv warned of while it resolved, line by line, beside the lock.
pub const WARNINGS: &str = "warnings.txt";

/// Finds a version and files for every requirement, and what it needs in turn.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// Where it is done.
    pub base: Base<Builder>,
    /// Gets uv.
    pub fetch: Command<Builder>,
    /// Writes the lock.
    pub command: Command<Builder>,
    /// How it logs in to the indexes that want that.
    pub logins: Vec<Login>,
    /// The files that it reads.
    pub lists: Lists,
    /// Packages that it finds in files.
    pub supplied: Supplied,
    /// What it finds in directories.
    pub commits: Vec<Commit>,
    /// How the engine fetches commits by SSH.
    pub ssh: Option<Ssh>,
    /// For people: how many requirements, and from where.
    pub summary: String,
    /// Where the requirements are written.
    pub at: Vec<Location>,
}

impl Resolution {
    /// How to resolve requirements, for the machine of the image.
    ///
    /// # Errors
    /// When the base's interpreter has no pip to get uv with, when uv neither knows the machine nor runs there, or when a login
    /// and a build would meet in one step.
    pub fn new(
        spec: &Spec,
        requirements: &Requirements,
        builds: &PackageBuilds,
        bases: &Bases,
        target: &Target,
    ) -> Result<Self, Diagnostics> {
        let (base, platform) = place(bases, target).ok_or_else(|| {
            let problem = texts::platform::cannot_resolve(&target.machine);
            problem.at(spec.file.at(spec.dependencies.span))
        })?;
        if !base.facts.python.pip {
            let problem = texts::plan::base_lacks_module(&base.image.reference, "pip");
            return Err(problem.at(base.image.at.clone()).into());
        }
        let indexes = Indexes::of(spec);
        let supplied = Supplied::new(spec, requirements);
        let (sources, first) = sources(&indexes, &supplied, &requirements.options);
        let project = requirements.to_project();
        let of_packages = project.as_ref().map(|project| &project.configuration);
        let of_builds = of_builds(builds);
        let configuration = first.iter().chain(of_packages).chain(&of_builds);
        let configuration: String = configuration.cloned().collect();
        let lists = Lists {
            project: project.map(|project| project.manifest),
            configuration: (!configuration.is_empty()).then_some(configuration),
            ..Lists::of(requirements)
        };
        let logins = indexes.logins(requirements);
        if let Some(login) = logins.first()
            && requirements.need_builds()
        {
            return Err(texts::index::login_and_build().at(login.at.clone()).into());
        }
        // Code of packages never runs beside a secret.
        let no_build = (!logins.is_empty()).then(|| "--no-build".to_owned());
        let output = format!("{OUT}/{PYLOCK}");
        let command = command(
            base,
            ["pip", "compile", "--format=pylock.toml", "--no-header"],
        )
        .args(["--python", base.python(), "--output-file", output.as_str()])
        .args(platform.map(|name| format!("--python-platform={name}")))
        .args(sources)
        .args(no_build)
        .args([format!("{LISTS}/{REQUIREMENTS}")])
        .envs(tagged_versions::of_requirements(requirements))
        .envs(builds.env.clone())
        .args(lists.project.iter().map(|_| format!("{LISTS}/{PROJECT}")))
        .args(lists.arguments());
        Ok(Self {
            base: base.clone(),
            fetch: fetch(base),
            command,
            logins,
            lists,
            supplied,
            commits: requirements.commits.all().cloned().collect(),
            ssh: None,
            summary: summary(requirements),
            at: places(spec, requirements),
        })
    }

    /// The same, with the way to repositories.
    #[must_use]
    pub fn over(self, ssh: Option<Ssh>) -> Self {
        Self { ssh, ..self }
    }

    /// The same, as something that a task asks for.
    #[must_use]
    pub fn for_task(self, spec: &Spec, task: &Task) -> Self {
        Self {
            summary: format!("{}, for {}", self.summary, task.name),
            at: vec![spec.file.at(task.at)],
            ..self
        }
    }
}

/// What uv gives to builds of single packages, which it may ask what they depend on.
fn of_builds(builds: &PackageBuilds) -> Option<String> {
    let packages = builds.packages.iter();
    let variables = packages.clone().filter(|(_, it)| !it.env.is_empty());
    let variables = variables.map(|(package, it)| {
        let pairs = it.env.iter();
        let pairs = pairs.map(|(name, value)| format!("{name} = {}", json!(value)));
        format!(
            "{package} = {{ {} }}\n",
            pairs.collect::<Vec<_>>().join(", ")
        )
    });
    let needs = packages.filter(|(_, it)| !it.needs.is_empty());
    let needs = needs.map(|(package, it)| {
        let needs: Vec<_> = it.needs.iter().map(ToString::to_string).collect();
        format!("{package} = {}\n", json!(needs))
    });
    let text =
        table("extra-build-variables", variables) + &table("extra-build-dependencies", needs);
    (!text.is_empty()).then_some(text)
}

/// A table of uv's configuration; nothing where nothing is in it.
fn table(name: &str, entries: impl Iterator<Item = String>) -> String {
    let entries: String = entries.collect();
    if entries.is_empty() {
        return entries;
    }
    format!("[{name}]\n{entries}")
}

/// Where uv finds packages: arguments, and what they cannot say. Its arguments come before its configuration, so that where
/// directories come first, all indexes are named there.
fn sources(
    indexes: &Indexes,
    supplied: &Supplied,
    options: &Options,
) -> (Vec<String>, Option<String>) {
    // uv asks no index at all then, whatever it is.
    let first = supplied.first().filter(|_| !options.no_index);
    let configuration = indexes.configuration(first, options);
    let mut options = options.clone();
    let mut arguments = supplied.links(configuration.is_none());
    if configuration.is_some() {
        options.index_url = None;
        options.extra_index_urls.clear();
    } else {
        let has_default = options.index_url.is_some();
        arguments.extend(indexes.arguments(Installer::Uv, has_default));
    }
    arguments.extend(options.arguments(Installer::Uv));
    (arguments, configuration)
}

/// Where versions are found for a machine, and what uv calls that if it is another than its own. Its own is faster.
fn place<'a>(bases: &'a Bases, target: &Target) -> Option<(&'a Base<Builder>, Option<String>)> {
    let Bases { tools, builder, .. } = bases;
    if bases.runtime.image.machine == Machine::Engine {
        return Some((tools, None));
    }
    match platform(target) {
        Some(name) => Some((tools, Some(name))),
        None => bases.unrunnable.is_none().then_some((builder, None)),
    }
}

/// What uv calls a machine with its C library; `None` if it does not know them.
fn platform(target: &Target) -> Option<String> {
    // The versions of glibc that it knows. Wheels for an older one than the base's fit the base, too.
    const GLIBC: [u32; 12] = [40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 28, 17];
    match (target.machine.as_str(), target.libc) {
        (machine @ ("x86_64" | "aarch64"), CLibrary::Glibc { major: 2, minor }) => {
            let known = GLIBC.into_iter().find(|known| *known <= minor)?;
            Some(format!("{machine}-manylinux_2_{known}"))
        }
        (machine @ ("x86_64" | "aarch64"), CLibrary::Musl { .. }) => {
            Some(format!("{machine}-unknown-linux-musl"))
        }
        ("riscv64", CLibrary::Glibc { .. }) => Some("riscv64-unknown-linux".to_owned()),
        _ => None,
    }
}

/// Installs uv into [`UV`].
pub(super) fn fetch(base: &Base<Builder>) -> Command<Builder> {
    Command::new([
        base.python(),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--root-user-action=ignore",
        "--no-cache-dir",
        "--no-compile",
        "--no-deps",
        "--only-binary=:all:",
        "--target",
        UV,
        UV_RELEASE,
    ])
}

/// uv with arguments.
pub(super) fn command<const N: usize>(
    base: &Base<Builder>,
    arguments: [&str; N],
) -> Command<Builder> {
    let command = Command::new([format!("{UV}/bin/uv")])
        .args(arguments)
        .args(["--no-config"])
        .env([
            ("UV_CACHE_DIR", INSTALLER_CACHE),
            ("UV_LINK_MODE", "copy"),
            ("UV_NO_PROGRESS", "1"),
            ("UV_PYTHON_DOWNLOADS", "never"),
        ]);
    // Without it uv trusts a list of its own, and a base made for a company's network would not work.
    if base.facts.certificates {
        command.env([("UV_SYSTEM_CERTS", "1")])
    } else {
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::PackageBuild;

    #[test]
    fn uv_is_told_what_builds_get() {
        let build = |env: &[(&str, &str)], needs: &[&str]| PackageBuild {
            env: env
                .iter()
                .map(|(name, value)| (String::from(*name), String::from(*value)))
                .collect(),
            needs: needs.iter().map(|it| it.parse().unwrap()).collect(),
        };
        let packages = [
            ("a", build(&[("X", "a \"b\"\n"), ("Y", "")], &[])),
            (
                "b-c",
                build(&[("Z", "1")], &["torch>=2", "numpy ; python_version > '3'"]),
            ),
            ("d", build(&[], &["e"])),
        ];
        let builds = PackageBuilds {
            packages: packages.map(|(name, it)| (name.to_owned(), it)).into(),
            ..PackageBuilds::default()
        };
        insta::assert_snapshot!(of_builds(&builds).unwrap(), @r#"
        [extra-build-variables]
        a = { X = "a \"b\"\n", Y = "" }
        b-c = { Z = "1" }
        [extra-build-dependencies]
        b-c = ["torch>=2","numpy ; python_version > \"3\""]
        d = ["e"]
        "#);
        assert_eq!(of_builds(&PackageBuilds::default()), None);
    }
}
