//! What steps run on: a base, alone or with more on top of it.

use buildkit_llb::{Bind, Describe, Exec, Image, Metadata, Mount, Output, OutputMount, Ssh, Tmpfs};

use super::Site;
use super::source_map::located;
use super::step::{Program, Script};
use crate::plan::helper::{self, HELPER, LAYERS};
use crate::plan::{Base, BaseImage, Command, Machine};

/// The file system of a base, with or without more on top, and how programs are started on it.
#[derive(Clone)]
pub(super) struct Root<'a, Role> {
    pub(super) output: Output,
    /// The system that it is a part of; `None` where it is all of it.
    system: Option<Output>,
    pub(super) base: &'a Base<Role>,
    pub(super) site: &'a Site<'a>,
}

impl<'a, Role> Root<'a, Role> {
    /// A base as it is.
    pub(super) fn of(base: &'a Base<Role>, site: &'a Site<'a>) -> Self {
        let site = site.on(base.image.machine);
        Self {
            output: image(&base.image, site),
            system: base.image.is_reduced.then(|| whole(&base.image, site)),
            base,
            site,
        }
    }

    /// The same base with more on top.
    pub(super) fn with(&self, output: Output) -> Self {
        Self {
            output,
            system: self.system.clone(),
            ..*self
        }
    }

    /// All of the system that it is a part of: it has a package manager, and does not ship.
    pub(super) fn system(&self) -> Self {
        let output = self.system.as_ref().unwrap_or(&self.output);
        Self {
            output: output.clone(),
            system: None,
            ..*self
        }
    }

    /// The same as a part of another system, if it is only a part of one.
    pub(super) fn part_of(self, system: &Self) -> Self {
        Self {
            system: self.system.map(|_| system.output.clone()),
            ..self
        }
    }

    /// Whether it is only a part of a system.
    pub(super) fn is_part(&self) -> bool {
        self.system.is_some()
    }

    /// A program in the base's environment.
    pub(super) fn exec(&self, command: &Command<Role>) -> Step<'a> {
        self.program(&command.argv, &self.base.image.env)
            .envs(command.env.clone())
    }

    /// One of our own programs, on the base's interpreter.
    pub(super) fn script(
        &self,
        script: &Script,
        arguments: impl IntoIterator<Item = impl Into<String>>,
    ) -> Step<'a> {
        let argv = script.argv(self.base.python(), arguments);
        self.program(&argv, &self.base.image.env)
            .mount(script.mount())
    }

    /// The same, with the modules that it has beside it.
    pub(super) fn script_with_modules(
        &self,
        program: &Program,
        arguments: impl IntoIterator<Item = impl Into<String>>,
    ) -> Step<'a> {
        let argv = program.script.argv(self.base.python(), arguments);
        self.program(&argv, &self.base.image.env)
            .mounts(program.mounts())
    }

    /// One of the helper's commands.
    pub(super) fn helper(&self, command: &Command<Role>) -> Step<'a> {
        self.step(with_helper(command, &self.base.image, self.site))
            .envs(command.env.clone())
    }

    /// Any program, in an environment of its own, within the limits that the client sets.
    pub(super) fn program(&self, argv: &[String], env: &[String]) -> Step<'a> {
        let exec = self.site.exec(argv, env);
        self.step(self.site.settings.sandbox.limit(exec))
    }

    fn step(&self, exec: Exec) -> Step<'a> {
        Step {
            exec,
            root: self.output.clone(),
            site: self.site,
            python: self.base.python(),
        }
    }
}

/// The file system of a base.
pub(super) fn image(base: &BaseImage, site: &Site) -> Output {
    let image = whole(base, site);
    if base.is_reduced {
        reduced(image, base, site)
    } else {
        image
    }
}

/// The interpreter of an image, and what that needs.
fn reduced(image: Output, base: &BaseImage, site: &Site) -> Output {
    let exec = with_helper(&helper::reduce(), base, site);
    let exec = exec.title(format!("{} REDUCE to the interpreter", site.stage("base")));
    let exec = located(exec, std::slice::from_ref(&base.at));
    let out = OutputMount::scratch(format!("{LAYERS}/{}", helper::BASE));
    let [layer] = exec.produce(image, [out]);
    layer
}

/// One of the helper's commands, which no option of the client's runs again. The helper is for the engine's own machine, and
/// looks at the files of any. Its bytes are in the key of a step, the image that they come from is not.
fn with_helper<Role>(command: &Command<Role>, base: &BaseImage, site: &Site) -> Exec {
    let path = format!("{HELPER}/wheelwright");
    let program = Bind::new(path, &site.settings.engine.frontend).selector("/wheelwright");
    let exec = site.on(Machine::Engine).exec(&command.argv, &base.env);
    exec.mount(program).mount(Tmpfs::new("/tmp"))
}

/// The file system of an image.
fn whole(base: &BaseImage, site: &Site) -> Output {
    let at = std::slice::from_ref(&base.at);
    if let Some(name) = &base.context
        && let Ok(tree) = site.named(name, at)
    {
        return tree;
    }
    let image = Image::new(&base.reference, site.platform.clone())
        .resolve_mode(site.settings.resolve_mode)
        .title(format!("{} FROM {}", site.stage("base"), base.reference));
    located(image, at).into_output()
}

/// A program on the root that it was made for. It has no network unless it says so.
pub(super) struct Step<'a> {
    exec: Exec,
    root: Output,
    site: &'a Site<'a>,
    /// The root's interpreter.
    python: &'a str,
}

impl Step<'_> {
    pub(super) fn mount(self, mount: impl Into<Mount>) -> Self {
        self.change(|exec| exec.mount(mount))
    }

    pub(super) fn mounts(self, mounts: impl IntoIterator<Item = impl Into<Mount>>) -> Self {
        self.change(|exec| exec.mounts(mounts))
    }

    pub(super) fn envs(
        self,
        variables: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Self {
        self.change(|exec| exec.envs(variables))
    }

    /// With the network that the build allows, and trusting whom it says.
    pub(super) fn online(self) -> Self {
        let Self { site, python, .. } = self;
        self.change(|exec| site.trusting(site.settings.sandbox.connect(exec), python))
    }

    pub(super) fn cwd(self, path: &str) -> Self {
        self.change(|exec| exec.cwd(path))
    }

    pub(super) fn user(self, user: String) -> Self {
        self.change(|exec| exec.user(user))
    }

    /// A variable that holds a secret; one that the client lacks is an error, or leaves it empty.
    pub(super) fn secret_env(self, name: &str, id: &str, required: bool) -> Self {
        self.change(|exec| {
            if required {
                exec.secret_env(name, id)
            } else {
                exec.optional_secret_env(name, id)
            }
        })
    }

    /// An agent of the client's.
    pub(super) fn ssh(self, agent: Ssh) -> Self {
        self.change(|exec| exec.ssh(agent))
    }

    /// Gives the changed root.
    pub(super) fn run(self) -> Output {
        self.exec.run(self.root)
    }

    /// Leaves the root alone, and gives the directories that the program filled.
    pub(super) fn produce<const N: usize>(self, outputs: [OutputMount; N]) -> [Output; N] {
        self.exec.produce(self.root, outputs)
    }

    /// The same, for a number of directories that is not known beforehand.
    pub(super) fn produce_all(self, outputs: Vec<OutputMount>) -> Vec<Output> {
        self.exec.produce_all(self.root, outputs)
    }

    /// Gives the changed root, and the directories that the program filled.
    pub(super) fn run_and_produce<const N: usize>(
        self,
        outputs: [OutputMount; N],
    ) -> (Output, [Output; N]) {
        self.exec.run_and_produce(self.root, outputs)
    }

    fn change(self, change: impl FnOnce(Exec) -> Exec) -> Self {
        Self {
            exec: change(self.exec),
            ..self
        }
    }
}

impl Describe for Step<'_> {
    fn metadata_mut(&mut self) -> &mut Metadata {
        self.exec.metadata_mut()
    }
}
