//! One plan on its way to LLB.

use buildkit_llb::{Bind, Describe, Exec, Tmpfs};

use super::Site;
use super::source_map::located;
use super::step::Script;
use crate::diagnostic::Location;
use crate::plan::helper::HELPER;
use crate::plan::{Command, Environment, Plan, Wheels};

/// A plan, and the site that it is for.
pub(super) struct Graph<'a> {
    pub(super) plan: &'a Plan,
    pub(super) site: &'a Site<'a>,
    /// The packages that are being installed, if they are locked ones.
    pub(super) wheels: Option<&'a Wheels>,
}

impl<'a> Graph<'a> {
    /// A plan, and the packages that ship.
    pub(super) fn new(plan: &'a Plan, site: &'a Site) -> Self {
        let wheels = match &plan.environment {
            Some(Environment::Wheels(wheels)) => Some(wheels.as_ref()),
            _ => None,
        };
        Self { plan, site, wheels }
    }
}

impl Graph<'_> {
    /// A program in the base's environment, with the network that the build allows.
    pub(super) fn exec(&self, command: &Command) -> Exec {
        self.site
            .exec(&command.argv, &self.plan.base.env)
            .envs(command.env.clone())
    }

    /// One of our own programs, on the base's interpreter.
    pub(super) fn script(
        &self,
        script: &Script,
        arguments: impl IntoIterator<Item = impl Into<String>>,
    ) -> Exec {
        let argv = script.argv(&self.plan.python, arguments);
        self.site
            .exec(&argv, &self.plan.base.env)
            .mount(script.mount())
    }

    /// One of the helper's commands. The helper's bytes are in the key of a step, the image that they come from is not.
    pub(super) fn helper(&self, command: &Command) -> Exec {
        let path = format!("{HELPER}/wheelwright");
        let program = Bind::new(path, &self.site.settings.engine.frontend).selector("/wheelwright");
        self.exec(command).mount(program).mount(Tmpfs::new("/tmp"))
    }

    /// A title, the lines it comes from, and whether an older result will do.
    pub(super) fn describe<Op: Describe>(
        &self,
        operation: Op,
        title: String,
        at: &[Location],
    ) -> Op {
        let operation = located(operation.title(title), at);
        if self.site.settings.no_cache {
            operation.ignore_cache()
        } else {
            operation
        }
    }
}

impl Site<'_> {
    /// A program with its arguments, in the environment of an image.
    pub(super) fn exec(&self, argv: &[String], env: &[String]) -> Exec {
        let (program, arguments) = argv
            .split_first()
            .map_or((String::new(), argv), |(first, rest)| (first.clone(), rest));
        let variables = env.iter().filter_map(|entry| entry.split_once('='));
        let settings = self.settings;
        let exec = Exec::new(self.platform.clone(), program)
            .args(arguments)
            .envs(variables)
            .network(settings.network)
            .proxy(settings.proxy.clone());
        let hosts = settings.hosts.iter();
        hosts.fold(exec, |exec, (name, address)| exec.extra_host(name, address))
    }
}
