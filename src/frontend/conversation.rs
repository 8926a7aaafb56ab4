//! One build's connection and wishes, which every part of the conversation needs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use buildkit_llb::{Definition, Digest, Output, Platform};

use super::named::{self, Named};
use super::{Project, Request, engine};
use crate::gateway::{Bridge, Failure, Options, Reference, SolveRequest};
use crate::lower::{self, Site, Titles};
use crate::packaging;
use crate::plan::{Bases, Machine};

/// The engine, and what the client asked for.
#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) bridge: Arc<Bridge>,
    pub(super) options: Arc<Options>,
    pub(super) request: Request,
}

impl Conversation {
    /// Hands a graph to the engine, with the caches that the client offers. Nothing runs until something is read from it.
    pub(super) async fn solve(&self, definition: Definition) -> Result<Reference, Failure> {
        self.hand_over(definition, false).await
    }

    /// The same, and waits until all of it is built.
    pub(super) async fn build(&self, definition: Definition) -> Result<Reference, Failure> {
        self.hand_over(definition, true).await
    }

    /// Shows people something among the steps, before anything else runs.
    pub(super) async fn tell(&self, text: &str) -> Result<(), Failure> {
        let notice = lower::notice(text, &self.request.settings);
        self.build(notice).await.map(drop)
    }

    /// A platform of the build.
    fn site(&self, platform: &Platform) -> Site<'_> {
        let Request {
            settings,
            platforms,
            ..
        } = &self.request;
        let own = std::slice::from_ref(&settings.engine.platform);
        Site {
            settings,
            platform: platform.clone(),
            is_named: platforms.all != own,
            certificates: Vec::new(),
            contexts: BTreeMap::new(),
            native: None,
        }
    }

    async fn hand_over(
        &self,
        definition: Definition,
        evaluate: bool,
    ) -> Result<Reference, Failure> {
        engine::check(&self.bridge, &self.options, definition.required_caps())?;
        let cache_imports = self.request.cache_imports.clone();
        let request = SolveRequest {
            definition: definition.into_pb(),
            cache_imports,
            evaluate,
        };
        Ok(self.bridge.solve(request).await?)
    }
}

/// The part of a conversation that is about one platform.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) conversation: &'a Conversation,
    pub(super) site: Site<'a>,
    /// By their titles: the order depends neither on what is faster nor on what a step holds.
    asked: Mutex<BTreeMap<(String, Digest), Output>>,
    titles: Mutex<Titles>,
    names: BTreeMap<String, Named>,
    /// The same for the engine's own machine, where the platform is another.
    native_names: BTreeMap<String, Named>,
}

impl<'a> Part<'a> {
    /// A platform, with what stands for the names that a spec uses, and whom it trusts.
    pub(super) async fn new(
        conversation: &'a Conversation,
        platform: &Platform,
        project: &Project,
    ) -> Result<Self, Failure> {
        let certificates = &project.trust.certificates;
        let engine = &conversation.request.settings.engine;
        let on = async |platform: &Platform, machine| {
            let mut site = conversation.site(platform);
            let names = named::find(conversation, &site, project, machine).await?;
            let files = names
                .iter()
                .map(|(name, named)| (name.clone(), named.files.clone()));
            site.contexts = files.collect();
            site.certificates.clone_from(certificates);
            Ok::<_, Failure>((site, names))
        };
        let (mut site, names) = on(platform, Machine::Image).await?;
        let mut native_names = BTreeMap::new();
        if *platform != engine.platform {
            let (native, names) = on(&engine.platform, Machine::Engine).await?;
            site.native = Some(Box::new(native));
            native_names = names;
        }
        Ok(Self {
            conversation,
            site,
            asked: Mutex::default(),
            titles: Mutex::default(),
            names,
            native_names,
        })
    }

    /// What stands for a name that the spec uses.
    pub(super) fn named(&self, name: &str, machine: Machine) -> Option<&Named> {
        match (machine, &self.site.native) {
            (Machine::Engine, Some(_)) => self.native_names.get(name),
            (Machine::Engine, None) | (Machine::Image, _) => self.names.get(name),
        }
    }

    /// From now on, what is handed over has the titles that it has in a graph.
    pub(super) fn expect(&self, whole: &Definition) {
        *self.titles.lock().unwrap_or_else(PoisonError::into_inner) = Titles::of(whole);
    }

    /// Hands over a part of what is going to be the whole, and waits until it is built.
    pub(super) async fn build(&self, mut part: Definition) -> Result<Reference, Failure> {
        self.entitle(&mut part);
        self.conversation.build(part).await
    }

    /// Hands over a step whose result decides what is built.
    pub(super) async fn ask(&self, step: Output) -> Result<Reference, Failure> {
        let order = self.site.settings.engine.order;
        let mut definition = Definition::build(&step, order);
        self.remember(&definition, step);
        self.entitle(&mut definition);
        self.conversation.solve(definition).await
    }

    fn entitle(&self, definition: &mut Definition) {
        let titles = self.titles.lock().unwrap_or_else(PoisonError::into_inner);
        titles.give(definition);
    }

    fn remember(&self, definition: &Definition, step: Output) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((digest, title)) = definition.titles().last() {
            asked.insert((title.to_owned(), digest.clone()), step);
        }
    }

    /// All steps that decided something so far. A cache that is exported holds what the result depends on, and no more: without
    /// them in its graph, an engine that imports the cache would have to run them again.
    pub(super) fn asked(&self) -> Vec<Output> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.values().cloned().collect()
    }

    /// What artifacts are chosen for: the base that ships.
    pub(super) fn target(&self, bases: &Bases) -> packaging::Target {
        let platform = &self.site.platform;
        let facts = &bases.runtime.facts;
        facts.target(platform.architecture(), platform.variant())
    }
}
