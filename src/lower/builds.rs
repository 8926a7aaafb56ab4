//! Packages without a wheel: built into one, each by itself, beside the others.

use buildkit_llb::{Bind, Cache, Describe, Output, OutputMount, Sharing, Tmpfs, Writable};

use super::context::reached;
use super::graph::Graph;
use super::root::{Root, Step};
use super::source_map::located;
use super::{Site, sources, step};
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::lock::LockedPackage;
use crate::plan::{
    BUILD_ENVIRONMENT, Build, Builder, Builds, INSTALLER_CACHE, LISTS, METADATA, Material, OUT,
    Plan, SOURCE, UV, Wheels, label,
};

/// Where a wheel is that was built.
const BUILT: &str = "/run/cartwright/built";

/// The variable with the versions of Python that a package has wheels for.
const PYTHONS: &str = "CARTWRIGHT_PYTHONS";

/// A file system that holds what the build of a package says about it, as [`METADATA`].
///
/// # Errors
/// When its sources are at an address that no engine can fetch.
pub fn metadata(
    plan: &Plan,
    package: &LockedPackage,
    site: &Site,
) -> Result<Option<Output>, Diagnostic> {
    let graph = Graph::new(plan, site);
    let builds = plan.wheels().map(|wheels| &wheels.builds);
    let Some((builds, build)) = builds.and_then(|it| Some((it, it.of(package)?))) else {
        return Ok(None);
    };
    let steps = graph.steps(builds, build, package);
    let (wheel, _) = steps.run()?;
    Ok(Some(steps.metadata(wheel)))
}

/// One package on its way to a wheel.
struct Steps<'a> {
    graph: &'a Graph<'a>,
    builds: &'a Builds,
    build: &'a Build,
    package: &'a LockedPackage,
    /// Where the spec asks for it.
    at: &'a [Location],
    /// Where no code of packages runs.
    tools: Root<'a, Builder>,
    /// The base that builds.
    base: Root<'a, Builder>,
    /// The same with compilers.
    toolchain: Root<'a, Builder>,
}

impl Graph<'_> {
    /// A wheel made from sources, alone in a directory.
    pub(super) fn build(
        &self,
        builds: &Builds,
        build: &Build,
        package: &LockedPackage,
    ) -> Result<Output, Diagnostic> {
        let steps = self.steps(builds, build, package);
        let (wheel, _) = steps.run()?;
        Ok(match &builds.pure_for {
            Some(platform) => steps.pure(wheel, platform),
            None => wheel,
        })
    }

    /// The sources of an editable package after its build; `None` for any other.
    pub(super) fn built_sources(
        &self,
        wheels: &Wheels,
        package: &LockedPackage,
    ) -> Result<Option<Output>, Diagnostic> {
        let Some(build) = wheels.builds.of(package) else {
            return Ok(None);
        };
        let (_, sources) = self.steps(&wheels.builds, build, package).run()?;
        Ok(sources)
    }

    fn steps<'a>(
        &'a self,
        builds: &'a Builds,
        build: &'a Build,
        package: &'a LockedPackage,
    ) -> Steps<'a> {
        Steps {
            graph: self,
            builds,
            build,
            package,
            at: self.place(package),
            tools: self.tools(),
            base: self.builder(),
            toolchain: self.toolchain(builds.packages.as_ref()),
        }
    }
}

impl Steps<'_> {
    /// The wheel, and the sources of an editable project as its build leaves them.
    fn run(&self) -> Result<(Output, Option<Output>), Diagnostic> {
        let (source, manifest) = self.sources()?;
        let listed = self.list(manifest);
        let asked = self.ask(&source, self.environment(listed));
        Ok(self.wheel(&source, self.environment(asked)))
    }

    /// The sources, and as much of them as says what their build needs.
    fn sources(&self) -> Result<(Output, Output), Diagnostic> {
        let name = &self.package.name;
        match &self.build.material {
            Material::Archive(file) => {
                let archive = self.graph.file(file, self.package)?;
                let path = format!("/run/cartwright/archive/{}", file.name);
                let exec = self
                    .tools
                    .script(&step::EXTRACT, [path.as_str(), SOURCE])
                    .mount(Bind::new("/run/cartwright/archive", archive));
                let title = self.title(&format!("EXTRACT {}", file.name));
                let exec = self.graph.describe(exec, title, self.at);
                let [source] = exec.produce([OutputMount::scratch(SOURCE)]);
                Ok((source.clone(), source))
            }
            Material::Git { url, commit, ssh } => {
                let git = reached(url, ssh.as_ref())
                    .map_err(|_| texts::artifact::unusable_file(url).at(self.package.at.clone()))?;
                let git = git
                    .reference(commit)
                    .title(format!("[builder] load {name} from git"));
                let source = located(git, self.at).into_output();
                Ok((source.clone(), source))
            }
            Material::Context(files) => {
                let settings = self.graph.site.settings;
                let source = sources::project(name, files, self.at, settings);
                let path = format!("{}/pyproject.toml", self.build.project);
                let path = path.trim_start_matches('/');
                let manifest = sources::manifest(name, path, self.at, settings);
                Ok((source, manifest))
            }
        }
    }

    /// The list of what the build needs, as the sources have it.
    fn list(&self, manifest: Output) -> Output {
        let exec = self
            .tools
            .script_with_modules(
                &step::BACKEND,
                ["list", &self.build.project_in(SOURCE), OUT]
                    .into_iter()
                    .chain(self.build.needs.iter().map(String::as_str)),
            )
            .mount(Bind::new(SOURCE, manifest));
        let title = self.title(&format!("LIST what builds {}", label(self.package)));
        let [list] = self
            .graph
            .describe(exec, title, self.at)
            .produce([OutputMount::scratch(OUT)]);
        list
    }

    /// An environment with what is listed. No name of a package is in it: the same list is the same step.
    fn environment(&self, list: Output) -> Output {
        let graph = self.graph;
        let uv = || Bind::new(UV, self.base.uv(&self.builds.fetch_uv));
        let create = self
            .base
            .exec(&self.builds.create)
            .mount(uv())
            .mount(Tmpfs::new("/tmp"));
        let title = self.title("CREATE an environment for builds");
        let [empty] = graph
            .describe(create, title, &[])
            .produce([OutputMount::scratch(BUILD_ENVIRONMENT)]);
        let cache = graph.plan.caches.installer(self.base.base);
        let cache = Cache::new(INSTALLER_CACHE, cache).sharing(Sharing::Shared);
        let fill = self
            .toolchain
            .exec(&self.builds.fill)
            .online()
            .mount(uv())
            .mount(cache)
            .mount(Bind::new(LISTS, list));
        let title = self.title("INSTALL what builds need");
        let (_, [filled]) = graph
            .describe(fill, title, self.at)
            .run_and_produce([OutputMount::new(BUILD_ENVIRONMENT, empty)]);
        filled
    }

    /// The list, with what the backend asks for beside it.
    fn ask(&self, source: &Output, environment: Output) -> Output {
        let exec = self.backend("ask", "ASK what builds", environment, &self.build.needs);
        self.forgetful(exec, source)
    }

    /// The wheel, and the sources of an editable project as its build leaves them: it may make modules there.
    fn wheel(&self, source: &Output, environment: Output) -> (Output, Option<Output>) {
        let exec = self.backend("build", "BUILD", environment, &[]);
        if self.build.editable.is_none() {
            return (self.forgetful(exec, source), None);
        }
        let sources = OutputMount::new(self.build.source(), source.clone());
        let (_, [made, sources]) = exec.run_and_produce([OutputMount::scratch(OUT), sources]);
        (made, Some(sources))
    }

    /// Nothing of what is written is kept but what was asked for.
    fn forgetful(&self, exec: Step<'_>, source: &Output) -> Output {
        let exec = exec.mount(Writable::new(self.build.source(), source));
        let (_, [made]) = exec.run_and_produce([OutputMount::scratch(OUT)]);
        made
    }

    /// The code of the package runs, without its sources as yet.
    fn backend(
        &self,
        command: &str,
        verb: &str,
        environment: Output,
        needs: &[String],
    ) -> Step<'_> {
        let build = self.build;
        let project = build.project_in(build.source());
        let name = self.package.name.as_str();
        let arguments = [
            command,
            build.kind(),
            &project,
            OUT,
            BUILD_ENVIRONMENT,
            name,
        ];
        let needs = needs.iter().map(String::as_str);
        let exec = self
            .toolchain
            .script_with_modules(&step::BACKEND, arguments.into_iter().chain(needs))
            .envs(build.env.clone())
            .envs(build.pythons.clone().map(|it| (PYTHONS.to_owned(), it)))
            .mount(Bind::new(BUILD_ENVIRONMENT, environment));
        let title = self.title(&format!("{verb} {}", label(self.package)));
        let exec = if build.network { exec.online() } else { exec };
        self.graph.describe(exec, title, self.at)
    }

    /// What the wheel says about itself.
    fn metadata(&self, wheel: Output) -> Output {
        let exec = self
            .tools
            .script(&step::METADATA, [BUILT, &format!("{OUT}/{METADATA}")])
            .mount(Bind::new(BUILT, wheel));
        let title = self.title(&format!("READ what {} needs", self.package.name));
        let [metadata] = self
            .graph
            .describe(exec, title, self.at)
            .produce([OutputMount::scratch(OUT)]);
        metadata
    }

    /// The same wheel, if it fits every machine.
    fn pure(&self, wheel: Output, platform: &str) -> Output {
        let name = &self.package.name;
        let exec = self
            .tools
            .script(&step::PURE, [BUILT, OUT, name, platform])
            .mount(Bind::new(BUILT, wheel));
        let title = self.title(&format!("CHECK {} for {platform}", label(self.package)));
        let [same] = self
            .graph
            .describe(exec, title, self.at)
            .produce([OutputMount::scratch(OUT)]);
        same
    }

    fn title(&self, text: &str) -> String {
        format!("{} {text}", self.base.site.stage("builder"))
    }
}
