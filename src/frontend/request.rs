//! What the client asks for, beside the spec: the options that mean something to us, with types.

use std::collections::BTreeMap;

use buildkit_llb::{Platform, ResolveMode, Session};
use buildkit_proto::frontend::CacheOptionsEntry;
use serde::Deserialize;

use super::sandbox;
use super::sbom::Scan;
use crate::context::boolean;
use crate::diagnostic::{Diagnostics, texts};
use crate::gateway::Options;
use crate::lower::{Engine, NoCache, Settings, Sources};

/// What images are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platforms {
    /// Each once, in the client's order; never empty.
    pub all: Vec<Platform>,
    /// Whether the result is an index of images, even of one.
    pub is_index: bool,
}

/// One build, as the client asks for it.
#[derive(Debug, Clone)]
pub struct Request {
    /// What `--target` names; empty for the default.
    pub target: String,
    /// What images are for.
    pub platforms: Platforms,
    /// How steps are run.
    pub settings: Settings,
    /// Where cached results may come from.
    pub cache_imports: Vec<CacheOptionsEntry>,
    /// Labels for the image, which win over the spec's.
    pub labels: Vec<(String, String)>,
    /// `SOURCE_DATE_EPOCH`: when the sources were made, in seconds since the epoch.
    pub epoch: Option<u64>,
    /// Prefix for the names of caches; empty for none.
    pub cache_namespace: String,
    /// What the client wants to know of what is in the image (`--sbom`).
    pub scan: Option<Scan>,
    /// What is told of what rules find, if the client says it (see [`crate::lint::Config`]).
    pub check: Option<String>,
}

impl Request {
    /// Reads the options.
    ///
    /// # Errors
    /// When one of them asks for what is not built yet, or cannot be understood.
    pub fn read(options: &Options, engine: Engine, sources: Sources) -> Result<Self, Diagnostics> {
        let mut problems = Diagnostics::new();
        let Some(session) = Session::new(options.session()) else {
            return Err(texts::request::no_session().into());
        };
        let platforms = platforms(options, &engine.platform, &mut problems);
        let settings = Settings {
            session,
            sources,
            engine,
            resolve_mode: resolve_mode(options),
            no_cache: no_cache(options),
            sandbox: sandbox::read(options, &mut problems),
        };
        let request = Self {
            target: options.get("target").unwrap_or_default().to_owned(),
            platforms,
            settings,
            cache_imports: cache_imports(options, &mut problems),
            labels: options
                .with_prefix("label:")
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect(),
            epoch: epoch(options, &mut problems),
            cache_namespace: options
                .build_arg("BUILDKIT_CACHE_MOUNT_NS")
                .unwrap_or_default()
                .to_owned(),
            scan: Scan::read(options, &mut problems),
            check: options
                .build_arg("BUILDKIT_DOCKERFILE_CHECK")
                .map(str::to_owned),
        };
        problems.or_fail(request).map(|(request, _)| request)
    }
}

fn epoch(options: &Options, problems: &mut Diagnostics) -> Option<u64> {
    let written = options
        .build_arg("SOURCE_DATE_EPOCH")
        .filter(|text| !text.is_empty())?;
    let seconds = written.parse().ok();
    if seconds.is_none() {
        problems.push(texts::request::epoch(written));
    }
    seconds
}

/// Empty for every step; or names, whatever their case.
fn no_cache(options: &Options) -> NoCache {
    match options.get("no-cache") {
        None => NoCache::Nothing,
        Some("") => NoCache::Everything,
        Some(names) => NoCache::Stages(names.split(',').map(str::to_lowercase).collect()),
    }
}

fn resolve_mode(options: &Options) -> ResolveMode {
    match options.get("image-resolve-mode") {
        Some("pull") => ResolveMode::Pull,
        Some("local") => ResolveMode::Local,
        _ => ResolveMode::Default,
    }
}

/// The client's choice, or what the engine runs natively.
fn platforms(options: &Options, native: &Platform, problems: &mut Diagnostics) -> Platforms {
    let written = options.get("platform").unwrap_or_default();
    let mut all: Vec<Platform> = Vec::new();
    for text in written.split(',').filter(|text| !text.is_empty()) {
        match text.parse() {
            Ok(platform) if all.contains(&platform) => {}
            Ok(platform) => all.push(platform),
            Err(_) => problems.push(texts::request::platform(text)),
        }
    }
    if all.is_empty() {
        all.push(native.clone());
    }
    let several = all.len() > 1;
    let asked = options
        .build_arg("BUILDKIT_MULTI_PLATFORM")
        .or_else(|| options.get("multi-platform"))
        .filter(|text| !text.is_empty());
    let is_index = asked.map_or(Some(several), boolean);
    match is_index {
        None => problems.push(texts::request::multi_platform(asked.unwrap_or_default())),
        Some(false) if several => problems.push(texts::request::several_platforms(written)),
        Some(_) => {}
    }
    Platforms {
        all,
        is_index: is_index.unwrap_or(several),
    }
}

fn cache_imports(options: &Options, problems: &mut Diagnostics) -> Vec<CacheOptionsEntry> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Import {
        r#type: String,
        #[serde(default)]
        attrs: BTreeMap<String, String>,
    }
    let registry = |reference: &str| CacheOptionsEntry {
        r#type: "registry".to_owned(),
        attrs: BTreeMap::from([("ref".to_owned(), reference.to_owned())]),
    };
    let legacy = options.get("cache-from").unwrap_or_default();
    let mut imports: Vec<_> = legacy
        .split(',')
        .filter(|reference| !reference.is_empty())
        .map(registry)
        .collect();
    match serde_json::from_str::<Vec<Import>>(options.get("cache-imports").unwrap_or("[]")) {
        Ok(listed) => {
            let entry = |import: Import| CacheOptionsEntry {
                r#type: import.r#type,
                attrs: import.attrs,
            };
            imports.extend(listed.into_iter().map(entry));
        }
        Err(error) => problems.push(texts::request::option("cache-imports", &error.to_string())),
    }
    imports
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render;
    use crate::lower::{self, Context};
    use buildkit_llb::{Image, OpOrder};

    fn options(values: &[&str]) -> Options {
        let variable = |(n, value): (usize, &&str)| {
            (format!("BUILDKIT_FRONTEND_OPT_{n}"), (*value).to_owned())
        };
        let session = ("BUILDKIT_SESSION_ID".to_owned(), "s".to_owned());
        Options::from_environment(values.iter().enumerate().map(variable).chain([session]))
    }

    fn read(values: &[&str]) -> Result<Request, String> {
        let platform = Platform::linux("amd64");
        let engine = Engine {
            frontend: Image::new("example.com/cartwright:1", platform.clone()).into_output(),
            platforms: vec![platform.clone()],
            platform,
            order: OpOrder::default(),
            merges: true,
            logs_in: true,
            keys_by_origin: true,
        };
        let context = Context::Tree(lower::nothing());
        let sources = Sources {
            entry: context.clone(),
            filename: "cart.yaml".to_owned(),
            context,
        };
        Request::read(&options(values), engine, sources).map_err(|problems| render(&problems))
    }

    #[test]
    fn caches_come_from_both_kinds_of_clients() {
        let request = read(&[
            "cache-from=a/b:c,",
            r#"cache-imports=[{"Type":"local","Attrs":{"src":"/x"}}]"#,
        ]);
        let imports = request.unwrap().cache_imports;
        assert_eq!(
            imports
                .iter()
                .map(|import| import.r#type.as_str())
                .collect::<Vec<_>>(),
            ["registry", "local"]
        );
        assert_eq!(imports[0].attrs["ref"], "a/b:c");
        assert_eq!(imports[1].attrs["src"], "/x");
    }

    /// The platforms' IDs, and whether they make an index.
    fn platforms(values: &[&str]) -> (Vec<String>, bool) {
        let Platforms { all, is_index } = read(values).unwrap().platforms;
        (all.iter().map(ToString::to_string).collect(), is_index)
    }

    #[test]
    fn several_platforms_make_an_index_and_one_does_where_that_is_asked_for() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(platforms(&[]), (ids(&["linux/amd64"]), false));
        assert_eq!(
            platforms(&["platform=linux/aarch64", "multi-platform="]),
            (ids(&["linux/arm64"]), false)
        );
        assert_eq!(
            platforms(&["platform=linux/arm64,linux/amd64,linux/arm64/v8"]),
            (ids(&["linux/arm64", "linux/amd64"]), true)
        );
        assert_eq!(
            platforms(&["platform=linux/arm/v7", "multi-platform=true"]),
            (ids(&["linux/arm/v7"]), true)
        );
        // The argument wins over the client's own option.
        assert_eq!(
            platforms(&[
                "multi-platform=false",
                "build-arg:BUILDKIT_MULTI_PLATFORM=1"
            ]),
            (ids(&["linux/amd64"]), true)
        );
    }

    #[test]
    fn steps_run_as_the_client_wants_them_to() {
        let Settings {
            sandbox, no_cache, ..
        } = read(&[
            "add-hosts=\"DB=10.0.0.1\",cache=::1",
            "force-network-mode=none",
            "ulimit=nofile=1024:2048,core=0",
            "shm-size=67108864",
            "cgroup-parent=/x",
            "hostname=a",
            "build-arg:BUILDKIT_SANDBOX_HOSTNAME=b",
            "memory=5",
            "cpusetcpus=0-1",
            "build-arg:http_proxy=http://proxy",
            "no-cache=Test,lock",
        ])
        .unwrap()
        .settings;
        insta::assert_debug_snapshot!((sandbox, no_cache), @r#"
    (
        Sandbox {
            network: None,
            hosts: [
                (
                    "db",
                    "10.0.0.1",
                ),
                (
                    "cache",
                    "::1",
                ),
            ],
            proxy: ProxyEnv {
                http_proxy: "http://proxy",
                https_proxy: "",
                ftp_proxy: "",
                no_proxy: "",
                all_proxy: "",
            },
            hostname: Some(
                "b",
            ),
            limits: [
                Limit {
                    name: "nofile",
                    soft: 1024,
                    hard: 2048,
                },
                Limit {
                    name: "core",
                    soft: 0,
                    hard: 0,
                },
            ],
            shared_memory: Some(
                67108864,
            ),
            cgroup_parent: Some(
                "/x",
            ),
            resources: LinuxResources {
                memory: 5,
                memory_swap: 0,
                cpu_shares: 0,
                cpu_period: 0,
                cpu_quota: 0,
                cpuset_cpus: "0-1",
                cpuset_mems: "",
            },
        },
        Stages(
            {
                "lock",
                "test",
            },
        ),
    )
    "#);
    }

    #[test]
    fn what_cannot_be_done_is_said_at_once() {
        insta::assert_snapshot!(
            read(&[
                "platform=linux/amd64,nonsense,linux/arm64",
                "multi-platform=0",
                "target=wheels",
                "cache-imports=nonsense",
                "ulimit=nofile",
                "shm-size=64m",
            ])
            .unwrap_err()
        );
    }
}
