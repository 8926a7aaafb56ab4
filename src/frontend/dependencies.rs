//! The files that say what to install: fetched from the client until none is missing.

use tonic::Status;

use super::conversation::{Conversation, Part};
use super::{commits, foreseen, supplied};
use crate::diagnostic::{Diagnostics, SourceFile, texts};
use crate::gateway::Failure;
use crate::lock::{
    self, Files, Inputs, Locked, PackageBuilds, ParsedLock, Progress, Requested, Requirements,
};
use crate::lower;
use crate::plan::{self, Bases, CacheIds, Login, Resolution, Trust, Wanted};
use crate::spec::{ContextPath, Installer, Spec, Task};

/// What to install, and for which Python. The files that say it are added to those that are there.
pub(super) async fn load(
    conversation: &Conversation,
    spec: &Spec,
    files: &mut Files,
) -> Result<Inputs, Failure> {
    loop {
        match lock::collect(spec, files)? {
            Progress::Wants(paths) => fetch(conversation, paths, files).await?,
            Progress::Done(inputs) => return Ok(*inputs),
        }
    }
}

/// What goes into the environment on a base: the files of the lock that there is, or of one that is made first.
pub(super) async fn choose(
    part: &Part<'_>,
    spec: &Spec,
    inputs: &Inputs,
    trust: &Trust,
    bases: &Bases,
) -> Result<(Wanted, Diagnostics), Failure> {
    if let Requested::Requirements(requirements) = &inputs.requested
        && spec.installer.value == Installer::Pip
    {
        supplied::check(part, spec, requirements).await?;
        return Ok((Wanted::ByPip(requirements.clone()), Diagnostics::new()));
    }
    let chooser = Chooser {
        part,
        spec,
        builds: &inputs.builds,
        task: None,
        trust,
        bases,
    };
    let (mut locked, warnings) = chooser.choose(&inputs.requested).await?;
    if let Some(project) = &inputs.package {
        locked.add_project(project.clone());
    }
    Ok((Wanted::Locked(locked), warnings))
}

/// What a choice of files depends on, beside what is asked for.
pub(super) struct Chooser<'a> {
    pub(super) part: &'a Part<'a>,
    pub(super) spec: &'a Spec,
    pub(super) builds: &'a PackageBuilds,
    /// The task that it is for; `None` for what ships.
    pub(super) task: Option<&'a Task>,
    pub(super) trust: &'a Trust,
    pub(super) bases: &'a Bases,
}

impl Chooser<'_> {
    /// The files for what is asked for, with warnings.
    pub(super) async fn choose(
        &self,
        requested: &Requested,
    ) -> Result<(Locked, Diagnostics), Failure> {
        let target = self.part.target(self.bases);
        match requested {
            Requested::Lock(lock) => Ok(lock.select(&target)?),
            Requested::Pins(lock) => {
                let (pinned, mut warnings) = lock.select(&target)?;
                let (found, more) = self.find(&pinned.requirements).await?;
                warnings.extend(more);
                Ok((pinned.with(found), warnings))
            }
            Requested::Requirements(requirements) => self.find(requirements).await,
        }
    }

    /// The files for some requirements, and for what they need in turn.
    pub(super) async fn find(
        &self,
        requirements: &Requirements,
    ) -> Result<(Locked, Diagnostics), Failure> {
        let (mut locked, warnings) = if requirements.requirements.is_empty() {
            (Locked::default(), Diagnostics::new())
        } else {
            self.resolve(requirements).await?
        };
        for project in &requirements.projects {
            locked.add_local(project.clone());
        }
        Ok((locked, warnings))
    }

    /// Makes a lock and chooses from it: once, and again where something needs a package that has an index of its own.
    async fn resolve(&self, requirements: &Requirements) -> Result<(Locked, Diagnostics), Failure> {
        let requirements = &requirements.for_target(&self.part.target(self.bases));
        supplied::check(self.part, self.spec, requirements).await?;
        let mut placed = commits::find(self.part, self.trust, requirements).await?;
        loop {
            let (lock, mut warnings) = self.lock(&placed).await?;
            let (locked, more) = lock.select(&self.part.target(self.bases))?;
            let strays = placed.strays(&locked);
            if strays.is_empty() {
                lock::check_hashes(&locked, requirements)?;
                warnings.extend(more);
                return Ok((locked, warnings));
            }
            placed.requirements.extend(strays);
        }
    }

    /// Runs the step that makes a lock, and reads it, with the warnings of the step.
    async fn lock(
        &self,
        requirements: &Requirements,
    ) -> Result<(ParsedLock, Diagnostics), Failure> {
        let Self {
            part,
            spec,
            builds,
            trust,
            bases,
            ..
        } = self;
        let Part {
            conversation, site, ..
        } = part;
        let request = &conversation.request;
        let resolution = Resolution::new(spec, requirements, builds, bases, &part.target(bases))?;
        let mut resolution = resolution.over(trust.ssh.clone());
        if let Some(task) = self.task {
            resolution = resolution.for_task(spec, task);
        }
        let cache = CacheIds::new(&request.cache_namespace).installer(&resolution.base);
        let step = lower::resolution(&resolution, &cache, site)?;
        let reference = part.ask(step).await?;
        let bridge = &conversation.bridge;
        let found = bridge.read_file(&reference, plan::PYLOCK).await;
        let bytes = found.map_err(|status| failure(status, &resolution.logins))?;
        let file = SourceFile::decode(plan::PYLOCK, &bytes)?;
        let lock = ParsedLock::resolved(spec, &file, requirements)?;
        let told = bridge.read_file(&reference, plan::WARNINGS).await?;
        let warnings = lock::yanked(&String::from_utf8_lossy(&told), requirements);
        Ok((lock, warnings))
    }
}

/// Why there is no lock: for want of a secret, or whatever the engine says.
fn failure(status: Status, logins: &[Login]) -> Failure {
    let missing = logins
        .iter()
        .find(|login| foreseen::is_missing(&status, login.secret()));
    match missing {
        Some(login) => texts::index::no_secret(login.secret().as_str(), &login.index)
            .at(login.at.clone())
            .into(),
        None => status.into(),
    }
}

/// Fetches files that may not exist.
pub(super) async fn fetch(
    conversation: &Conversation,
    paths: Vec<ContextPath>,
    files: &mut Files,
) -> Result<(), Failure> {
    let names: Vec<_> = paths.iter().map(|path| path.as_str().to_owned()).collect();
    let definition = lower::dependency_files(&names, &conversation.request.settings);
    let reference = conversation.solve(definition).await?;
    for path in paths {
        let bytes = conversation
            .bridge
            .find_file(&reference, path.as_str())
            .await?;
        files.insert(path, bytes.as_deref());
    }
    Ok(())
}
