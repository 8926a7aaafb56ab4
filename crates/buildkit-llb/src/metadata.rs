//! What is known about an operation beside what it does. None of it is part of the operation's
//! digest.

use std::{collections::BTreeMap, sync::Arc};

use crate::{Location, SourceFile, SourceRange, caps, graph::Caps, pb};

/// Titles, cache rules and source lines of an operation. Set through [`Describe`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    description: BTreeMap<String, String>,
    ignore_cache: bool,
    export_cache: Option<bool>,
    progress_group: Option<ProgressGroup>,
    pub(crate) resources: Option<pb::LinuxResources>,
    pub(crate) locations: Vec<Location>,
}

/// The key of an op's title among its descriptions.
pub(crate) const TITLE: &str = "llb.customname";

/// Operations that the progress display shows as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressGroup {
    /// The same for all members, and for no other group of the build.
    pub id: String,
    /// The title of the line.
    pub name: String,
    /// A group of which only weak members have run is not shown.
    pub weak: bool,
}

/// Says something about an operation. Every builder of this crate has it.
pub trait Describe: Sized {
    /// What has been said so far.
    fn metadata_mut(&mut self) -> &mut Metadata;

    /// Replaces all that has been said so far.
    #[must_use]
    fn metadata(mut self, metadata: Metadata) -> Self {
        *self.metadata_mut() = metadata;
        self
    }

    /// The title in the progress display. Without one the user sees the raw operation.
    #[must_use]
    fn title(self, title: impl Into<String>) -> Self {
        self.description(TITLE, title)
    }

    /// A free text under a key. Empty texts are left out.
    #[must_use]
    fn description(mut self, key: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.metadata_mut().description.insert(key.into(), text);
        }
        self
    }

    /// Do not look for a cached result. An exec's cache mounts are *emptied* by this.
    #[must_use]
    fn ignore_cache(mut self) -> Self {
        self.metadata_mut().ignore_cache = true;
        self
    }

    /// Whether the result goes into exported caches. The default is the engine's: yes.
    #[must_use]
    fn export_cache(mut self, export: bool) -> Self {
        self.metadata_mut().export_cache = Some(export);
        self
    }

    /// Shows the operation as part of a group.
    #[must_use]
    fn progress_group(mut self, group: &ProgressGroup) -> Self {
        self.metadata_mut().progress_group = Some(group.clone());
        self
    }

    /// The lines that the operation comes from, shown if it fails. Several calls add up.
    #[must_use]
    fn location(
        mut self,
        file: &Arc<SourceFile>,
        ranges: impl IntoIterator<Item = SourceRange>,
    ) -> Self {
        let location = Location {
            file: Arc::clone(file),
            ranges: ranges.into_iter().collect(),
        };
        self.metadata_mut().locations.push(location);
        self
    }
}

impl Metadata {
    /// The message, and the capabilities that it relies on.
    pub(crate) fn lower(&self, caps: &mut Caps) -> pb::OpMetadata {
        caps.extend((!self.description.is_empty()).then_some(caps::META_DESCRIPTION));
        caps.extend(self.ignore_cache.then_some(caps::META_IGNORE_CACHE));
        caps.extend(self.export_cache.map(|_| caps::META_EXPORT_CACHE));
        caps.extend(self.resources.as_ref().map(|_| caps::EXEC_RESOURCES));
        pb::OpMetadata {
            ignore_cache: self.ignore_cache,
            description: self.description.clone(),
            export_cache: self.export_cache.map(|value| pb::ExportCache { value }),
            caps: BTreeMap::new(),
            progress_group: self.progress_group.as_ref().map(|group| pb::ProgressGroup {
                id: group.id.clone(),
                name: group.name.clone(),
                weak: group.weak,
            }),
            linux_resources: self.resources.clone(),
        }
    }
}

impl Describe for Metadata {
    fn metadata_mut(&mut self) -> &mut Metadata {
        self
    }
}

/// Joins what is known about two equal ops: nothing is lost, and the first one wins where they
/// differ.
pub(crate) fn join(known: &mut pb::OpMetadata, other: pb::OpMetadata) {
    known.ignore_cache |= other.ignore_cache;
    for (key, text) in other.description {
        known.description.entry(key).or_insert(text);
    }
    for (cap, needed) in other.caps {
        *known.caps.entry(cap).or_default() |= needed;
    }
    known.export_cache = known.export_cache.or(other.export_cache);
    known.progress_group = known.progress_group.take().or(other.progress_group);
    known.linux_resources = known.linux_resources.take().or(other.linux_resources);
}
