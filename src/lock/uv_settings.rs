//! `[tool.uv]` of projects and scripts that have no lock: where packages come from, and which versions of others.

use serde::Deserialize;
use toml::{Table, Value};

use super::artifact::{directory_of, ssh_url};
use super::collect::Collector;
use super::detect::PYPROJECT;
use super::package_index::PackageIndex;
use super::pyproject::Pyproject;
use super::requirements::Entry;
use super::supplied::{self, Links};
use crate::diagnostic::{Location, SourceFile, Spanned, texts::project as texts};
use crate::packaging::{Marker, Requirement, Source, normalize_name, url};
use crate::spec::{ContextDirectory, ContextPath, Installer};

/// Variables of the builds of single packages.
const EXTRA_VARIABLES: &str = "extra-build-variables";

/// What the builds of single packages need and do not list.
const EXTRA_NEEDS: &str = "extra-build-dependencies";

/// What a `[tool.uv]` has, and the file that it is in.
pub(super) struct UvSettings {
    pub(super) file: SourceFile,
    pub(super) entries: Vec<(Spanned<String>, Value)>,
}

/// `[[tool.uv.index]]`
#[derive(Deserialize)]
struct Index {
    name: Option<String>,
    url: String,
    #[serde(default)]
    default: bool,
    #[serde(default)]
    explicit: bool,
    format: Option<String>,
}

/// Where uv takes a package from.
enum UvSource {
    /// Files, repositories and directories, each with a marker or for everywhere.
    Places(Vec<(Place, Option<Marker>)>),
    /// A member of the workspace.
    Member,
    /// Indexes by their names, each with a marker or for everywhere; none where no source is for Linux.
    Indexes(Vec<(String, Option<String>)>),
}

enum Place {
    /// An address.
    Url(String),
    /// A file or a directory, from the file that says so.
    Path(String),
}

impl UvSettings {
    pub(super) fn get(&self, key: &str) -> Option<(&Value, Location)> {
        let mut entries = self.entries.iter();
        let (key, value) = entries.find(|(known, _)| known.value == key)?;
        Some((value, self.file.at(key.span)))
    }

    fn indexes(&self) -> Option<Vec<Index>> {
        let (indexes, _) = self.get("index")?;
        indexes.clone().try_into().ok()
    }

    /// The source of a package, by its normalized name, and what it is.
    fn source(&self, name: &str) -> Option<(&Value, Location)> {
        let (sources, at) = self.get("sources")?;
        let mut sources = sources.as_table()?.iter();
        let (_, source) = sources.find(|(known, _)| normalize_name(known) == name)?;
        Some((source, at))
    }
}

impl Collector<'_> {
    /// Does what uv would do with its settings for a project, or refuses to.
    pub(super) fn uv_settings(&mut self, settings: &UvSettings) {
        self.follow(settings, |_| true);
    }

    /// Does it for what says how packages are built, which locks do not tell.
    pub(super) fn build_settings(&mut self, settings: &UvSettings) {
        self.follow(settings, |key| matches!(key, EXTRA_VARIABLES | EXTRA_NEEDS));
    }

    fn follow(&mut self, settings: &UvSettings, is_meant: impl Fn(&str) -> bool) {
        let entries = settings.entries.iter();
        for (key, value) in entries.filter(|(key, _)| is_meant(&key.value)) {
            if self.uv_setting(settings, &key.value, value).is_none() {
                let at = settings.file.at(key.span);
                let problem = match key.value.as_str() {
                    EXTRA_VARIABLES | EXTRA_NEEDS => texts::uv_builds(&key.value),
                    other => texts::uv_setting(other),
                };
                self.diagnostics.push(problem.at(at));
            }
        }
    }

    /// `None` if it cannot be done.
    fn uv_setting(&mut self, settings: &UvSettings, key: &str, value: &Value) -> Option<()> {
        const DECISIVE: [&str; 9] = [
            "index",
            "index-url",
            "extra-index-url",
            "find-links",
            "no-index",
            "constraint-dependencies",
            "override-dependencies",
            EXTRA_VARIABLES,
            EXTRA_NEEDS,
        ];
        if !DECISIVE.contains(&key) {
            return Some(());
        }
        let is_uv = self.spec.installer.value == Installer::Uv;
        let options = &mut self.requirements.options;
        match key {
            _ if !is_uv => return None,
            "index" => {
                for index in settings.indexes()? {
                    url::check(&index.url).ok()?;
                    match index {
                        Index {
                            format: Some(format),
                            ..
                        } if format != "simple" => return None,
                        Index { explicit: true, .. } => {}
                        Index {
                            default: true, url, ..
                        } => options.index_url = Some(url),
                        Index { url, .. } => options.extra_index_urls.push(url),
                    }
                }
            }
            "index-url" => options.index_url = Some(checked(value.as_str()?)?),
            "extra-index-url" => {
                for index in texts_of(value)? {
                    options.extra_index_urls.push(checked(index)?);
                }
            }
            EXTRA_VARIABLES => self.builds.add_variables(value)?,
            EXTRA_NEEDS => self.builds.add_needs(value)?,
            "no-index" => options.no_index = value.as_bool()?,
            "find-links" => {
                for place in texts_of(value)? {
                    self.find_links(settings, place)?;
                }
            }
            _ => {
                let at = settings.get(key)?.1;
                for text in texts_of(value)? {
                    let entry = Entry::new(text.parse().ok()?, at.clone());
                    match key {
                        "constraint-dependencies" => self.requirements.constraints.push(entry),
                        _ => self.requirements.overrides.push(entry),
                    }
                }
            }
        }
        Some(())
    }

    fn find_links(&mut self, settings: &UvSettings, place: &str) -> Option<()> {
        if place.contains("://") {
            self.requirements.options.find_links.push(checked(place)?);
        } else {
            let (_, at) = settings.get("find-links")?;
            let directory = directory_of(&settings.file).ok()?.directory(place).ok()?;
            self.requirements.links.push(Links { directory, at });
        }
        Some(())
    }

    /// Adds requirements, each from where uv takes it.
    pub(super) fn with_uv_sources(&mut self, settings: &UvSettings, entries: Vec<Entry>) {
        for entry in entries {
            let name = entry.requirement.name.clone();
            let Some((source, at)) = settings.source(&name) else {
                self.requirements.requirements.push(entry);
                continue;
            };
            let is_uv = self.spec.installer.value == Installer::Uv;
            let from = UvSource::read(source).filter(|_| is_uv);
            let added = from.and_then(|from| self.add_from(settings, &at, from, entry));
            if added.is_none() {
                self.diagnostics.push(texts::uv_source(&name).at(at));
            }
        }
    }

    /// Adds a requirement from somewhere; `None` if that is nowhere.
    fn add_from(
        &mut self,
        settings: &UvSettings,
        at: &Location,
        from: UvSource,
        entry: Entry,
    ) -> Option<()> {
        match from {
            UvSource::Places(places) => return self.add_from_places(settings, at, places, entry),
            UvSource::Member => {
                let directory = self.member(settings, &entry.requirement.name)?;
                return self.project(settings, at, &directory, &entry.requirement.extras);
            }
            UvSource::Indexes(names) => {
                let indexes = settings.indexes()?;
                for (name, marker) in names {
                    let mut known = indexes.iter();
                    let index = known.find(|it| it.name.as_ref() == Some(&name))?;
                    let known = &mut self.requirements.package_indexes;
                    // The spec's own word is the last.
                    if known.iter().any(|it| {
                        it.package == entry.requirement.name && it.at.file == self.spec.file
                    }) {
                        break;
                    }
                    known.push(PackageIndex {
                        package: entry.requirement.name.clone(),
                        url: checked(&index.url)?,
                        marker,
                        at: at.clone(),
                    });
                }
            }
        }
        self.requirements.requirements.push(entry);
        Some(())
    }

    /// Adds a requirement for each of the places that it is taken from, and one for everywhere else, where an index has it.
    fn add_from_places(
        &mut self,
        settings: &UvSettings,
        at: &Location,
        places: Vec<(Place, Option<Marker>)>,
        mut entry: Entry,
    ) -> Option<()> {
        let from = directory_of(&settings.file).ok()?;
        let mut elsewhere = Vec::new();
        for (place, marker) in places {
            let url = match (place.url(&from), place, &marker) {
                (Some(url), ..) => url,
                (None, Place::Path(path), None) => {
                    let directory = from.directory(&path).ok()?;
                    return self.project(settings, at, &directory, &entry.requirement.extras);
                }
                // What a directory needs is read before its target is known.
                _ => return None,
            };
            let mut here = entry.clone();
            here.requirement.source = Source::Url(url);
            narrow(&mut here.requirement, marker.clone());
            self.requirements.requirements.push(here);
            match marker {
                Some(marker) => elsewhere.push(marker.opposite()?),
                None => return Some(()),
            }
        }
        narrow(&mut entry.requirement, elsewhere);
        self.requirements.requirements.push(entry);
        Some(())
    }

    fn project(
        &mut self,
        settings: &UvSettings,
        at: &Location,
        directory: &ContextDirectory,
        extras: &[String],
    ) -> Option<()> {
        let from = settings.file.name().parse::<ContextPath>().ok()?;
        let extras = match extras {
            [] => String::new(),
            extras => format!("[{}]", extras.join(",")),
        };
        let path = Spanned::new(format!("{directory}{extras}"), at.span);
        self.local(&from, &settings.file, &path);
        Some(())
    }

    /// The directory of a member of a workspace, in the places that its root names. A `*` is taken for the member's name.
    fn member(&mut self, settings: &UvSettings, name: &str) -> Option<ContextDirectory> {
        let (workspace, _) = settings.get("workspace")?;
        let members = texts_of(workspace.as_table()?.get("members")?)?;
        let root = directory_of(&settings.file).ok()?;
        let spellings = [name.to_owned(), name.replace('-', "_")];
        let places = members.iter().flat_map(|member| {
            let spelt = |spelling: &String| member.replace('*', spelling);
            spellings.iter().map(spelt)
        });
        let mut places = places.filter_map(|place| root.directory(&place).ok());
        places.find(|place| {
            let manifest = place.file(PYPROJECT).ok();
            let manifest = manifest.and_then(|path| self.files.get(&path)?.ok());
            let manifest = manifest.and_then(|file| Pyproject::parse(&file).ok());
            manifest.and_then(|it| it.name()).as_deref() == Some(name)
        })
    }
}

impl UvSource {
    /// Reads a source; `None` if it is one that only uv knows.
    fn read(source: &Value) -> Option<Self> {
        let sources = match source {
            Value::Array(sources) => sources.as_slice(),
            source => std::slice::from_ref(source),
        };
        let tables = sources.iter().map(|it| it.as_table().cloned());
        let mut tables: Vec<Table> = tables.collect::<Option<_>>()?;
        tables.retain(|it| on_linux(it) != Some(false));
        if let [table] = tables.as_mut_slice()
            && on_linux(table) == Some(true)
        {
            table.remove("marker");
        }
        let text = |table: &Table, key: &str| table.get(key)?.as_str().map(str::to_owned);
        if tables.iter().all(|it| has_only(it, &["index", "marker"])) {
            let indexes = tables
                .iter()
                .map(|it| Some((text(it, "index")?, text(it, "marker"))));
            return indexes.collect::<Option<_>>().map(Self::Indexes);
        }
        match tables.as_slice() {
            [table] if has_only(table, &["workspace", "editable"]) => Some(Self::Member),
            tables => {
                let places = tables.iter().map(|table| {
                    let marker = text(table, "marker").map(|it| it.parse::<Marker>());
                    let marker = marker.transpose().ok()?;
                    let has_extra = marker.as_ref().is_some_and(|it| !it.extras().is_empty());
                    (!has_extra).then_some((Place::read(table)?, marker))
                });
                places.collect::<Option<_>>().map(Self::Places)
            }
        }
    }
}

impl Place {
    fn read(table: &Table) -> Option<Self> {
        let text = |key: &str| table.get(key)?.as_str().map(str::to_owned);
        let subdirectory = text("subdirectory");
        let subdirectory = subdirectory.map(|inner| format!("#subdirectory={inner}"));
        let subdirectory = subdirectory.unwrap_or_default();
        let git = ["git", "rev", "tag", "branch", "subdirectory", "marker"];
        let url = if has_only(table, &git) {
            let revision = ["rev", "tag", "branch"].into_iter().find_map(text);
            let revision = revision.map(|revision| format!("@{revision}"));
            let git = text("git")?;
            let url = ssh_url(&git);
            format!("git+{url}{}{subdirectory}", revision.unwrap_or_default())
        } else if has_only(table, &["url", "subdirectory", "marker"]) {
            text("url")? + &subdirectory
        } else if has_only(table, &["path", "editable", "package", "marker"]) {
            return Some(Self::Path(text("path")?));
        } else {
            return None;
        };
        url::check(&url).ok().map(|()| Self::Url(url))
    }

    /// The address of a file or a repository; `None` for a directory.
    fn url(&self, from: &ContextDirectory) -> Option<String> {
        match self {
            Self::Url(url) => Some(url.clone()),
            Self::Path(path) => {
                let file = from.file(path).ok()?;
                let is_package = supplied::project(file.file_name()).is_some();
                is_package.then(|| supplied::address(&file))
            }
        }
    }
}

/// Needs a requirement only where these are true as well.
fn narrow(requirement: &mut Requirement, markers: impl IntoIterator<Item = Marker>) {
    let mut all = requirement.marker.take().into_iter().chain(markers);
    requirement.marker = all.next().map(|first| first.and(all));
}

/// Whether a source is for every target, or for none; `None` if that depends on the target.
fn on_linux(source: &Table) -> Option<bool> {
    match source.get("marker") {
        None => Some(true),
        Some(marker) => marker.as_str()?.parse::<Marker>().ok()?.on_linux(),
    }
}

/// Whether a table has the first of some keys, and no other keys than these.
fn has_only(table: &Table, keys: &[&str]) -> bool {
    let is_known = |key: &String| keys.contains(&key.as_str());
    keys.first().is_some_and(|first| table.contains_key(*first)) && table.keys().all(is_known)
}

fn checked(index: &str) -> Option<String> {
    url::check(index).ok().map(|()| index.to_owned())
}

fn texts_of(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use crate::lock::tests::good;
    use crate::lock::{PackageIndex, Requested, Requirements};
    use crate::spec::Installer;

    const MEMBER: &str = "[project]\nname = \"core-lib\"\ndependencies = [\"idna\"]\n";

    fn requirements(manifest: &str) -> Requirements {
        let spec = "index: {url: 'https://spec.example.com/simple', packages: pinned}";
        let files: &[(&str, &str)] = &[
            ("pyproject.toml", manifest),
            ("packages/core_lib/pyproject.toml", MEMBER),
        ];
        match good((spec, files)).requested {
            Requested::Requirements(requirements) => requirements,
            other => panic!("a lock: {other:?}"),
        }
    }

    fn view(requirements: &Requirements) -> String {
        let options = requirements.options.arguments(Installer::Uv).join(" ");
        let projects = requirements.projects.iter();
        let projects = projects.map(|it| format!("{} {:?}\n", it.name, it.artifact));
        let links = requirements.links.iter();
        let links = links.map(|it| format!("{}/\n", it.directory));
        let indexes = requirements.package_indexes.iter();
        let indexes = indexes.map(
            |PackageIndex {
                 package,
                 url,
                 marker,
                 ..
             }| format!("{package} from {url} {marker:?}\n"),
        );
        [
            requirements.to_requirements_txt(),
            format!("constraints: {}", requirements.to_constraints_txt()),
            format!("overrides: {}", requirements.to_overrides_txt()),
            projects.chain(links).chain(indexes).collect(),
            options,
        ]
        .concat()
    }

    #[test]
    fn each_requirement_is_from_where_uv_takes_it() {
        insta::assert_snapshot!(view(&requirements(
            r#"
            [project]
            name = "app"
            dependencies = [
                "core-lib", "tools[cli]>=1; python_version > '3'", "by-ssh", "wheel_of_ours", "archive", "plain",
                "torch>=2", "pinned", "forked", "elsewhere>1", "compiled>=2; python_version > '3'", "patched",
            ]
            [tool.uv.workspace]
            members = ["packages/*"]
            [tool.uv.sources]
            Core_Lib = { workspace = true }
            tools = { git = "https://example.com/tools.git", tag = "v1", subdirectory = "py" }
            by-ssh = { git = "git@example.com:team/by-ssh.git" }
            wheel-of-ours = { path = "vendor/wheel_of_ours-1.0-py3-none-any.whl" }
            archive = { url = "https://example.com/archive-1.0.tar.gz" }
            unused = { path = "../gone" }
            torch = [{ index = "cpu", marker = "platform_machine == 'x86_64'" }]
            pinned = { index = "cpu" }
            forked = [
                { git = "https://example.com/mac.git", marker = "sys_platform == 'darwin'" },
                { git = "https://example.com/forked.git", tag = "v2", marker = "sys_platform == 'linux'" },
            ]
            compiled = [
                { url = "https://example.com/compiled-2-cp312-cp312-linux_x86_64.whl", marker = "python_version == '3.12'" },
                { path = "vendor/compiled-2-cp313-cp313-linux_x86_64.whl", marker = "python_version == '3.13'" },
            ]
            patched = { git = "https://example.com/patched.git", rev = "abc", marker = "platform_machine == 'aarch64'" }
            elsewhere = { path = "../elsewhere", marker = "sys_platform == 'win32'" }
            [[tool.uv.index]]
            name = "cpu"
            url = "https://cpu.example.com/simple"
            explicit = true
            "#
        )), @r#"
    idna
    tools[cli] @ git+https://example.com/tools.git@v1#subdirectory=py ; python_version > "3"
    by-ssh @ git+ssh://git@example.com/team/by-ssh.git
    wheel-of-ours @ file:///run/cartwright/supplied/vendor/wheel_of_ours-1.0-py3-none-any.whl
    archive @ https://example.com/archive-1.0.tar.gz
    plain
    torch>=2
    pinned
    forked @ git+https://example.com/forked.git@v2
    elsewhere>1
    compiled @ https://example.com/compiled-2-cp312-cp312-linux_x86_64.whl ; python_version > "3" and python_version == "3.12"
    compiled @ file:///run/cartwright/supplied/vendor/compiled-2-cp313-cp313-linux_x86_64.whl ; python_version > "3" and python_version == "3.13"
    compiled>=2 ; python_version > "3" and python_version != "3.12" and python_version != "3.13"
    patched @ git+https://example.com/patched.git@abc ; platform_machine == "aarch64"
    patched ; platform_machine != "aarch64"
    constraints: overrides: core-lib Directory { path: ContextDirectory("packages/core_lib"), editable: false, subdirectory: None }
    pinned from https://spec.example.com/simple None
    torch from https://cpu.example.com/simple Some("platform_machine == 'x86_64'")
    "#);
    }

    #[test]
    fn settings_are_options() {
        insta::assert_snapshot!(view(&requirements(
            r#"
            [project]
            name = "app"
            dependencies = ["six"]
            [tool.uv]
            extra-index-url = ["https://extra.example.com/simple"]
            find-links = ["vendor", "https://links.example.com/"]
            constraint-dependencies = ["idna<4"]
            override-dependencies = ["click==8.1"]
            [[tool.uv.index]]
            url = "https://first.example.com/simple"
            [[tool.uv.index]]
            url = "https://mirror.example.com/simple"
            default = true
            "#
        )), @"
    six
    constraints: idna<4
    overrides: click==8.1
    vendor/
    pinned from https://spec.example.com/simple None
    --index-url https://mirror.example.com/simple --extra-index-url https://extra.example.com/simple --extra-index-url https://first.example.com/simple --find-links https://links.example.com/
    ");
    }

    #[test]
    fn packages_with_an_index_are_a_project_of_their_own() {
        let requirements = requirements(
            r#"
            [project]
            name = "app"
            dependencies = ["torch[extra]>=2; python_version > '3'", "six", "pinned"]
            [tool.uv.sources]
            torch = [{ index = "cpu", marker = "sys_platform == 'linux'" }, { index = "gpu", marker = "extra == 'x'" }]
            [[tool.uv.index]]
            name = "cpu"
            url = "https://cpu.example.com/simple"
            explicit = true
            [[tool.uv.index]]
            name = "gpu"
            url = "https://gpu.example.com/simple"
            explicit = true
            "#,
        );
        let project = requirements.to_project().unwrap();
        let indexes = project
            .configuration
            .replace("[[index]]", "[[tool.uv.index]]");
        assert!(project.manifest.contains(&indexes), "{indexes}");
        assert_eq!(indexes.matches("index-").count(), 3);
        insta::assert_snapshot!(project.manifest, @r#"
    [project]
    name = "requirements"
    version = "0"
    dependencies = [
        "torch ; python_version > \"3\"",
        "pinned",
    ]

    [[tool.uv.index]]
    name = "index-0"
    url = "https://cpu.example.com/simple"
    explicit = true

    [[tool.uv.index]]
    name = "index-1"
    url = "https://gpu.example.com/simple"
    explicit = true

    [[tool.uv.index]]
    name = "index-2"
    url = "https://spec.example.com/simple"
    explicit = true

    [tool.uv.sources]
    pinned = [{ index = "index-2" }]
    torch = [{ index = "index-0", marker = "sys_platform == 'linux'" }, { index = "index-1", marker = "extra == 'x'" }]
    "#);
        assert_eq!(Requirements::default().to_project(), None);
    }
}
