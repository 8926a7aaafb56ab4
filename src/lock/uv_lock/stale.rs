//! Whether a `uv.lock` was made from the `pyproject.toml` of a project.

use std::collections::BTreeSet;

use pep440_rs::VersionSpecifier;

use super::{Declared, Package, UvLock};
use crate::diagnostic::{Diagnostic, Diagnostics, texts::lock as texts};
use crate::lock::parsed::Choice;
use crate::lock::pyproject::Pyproject;
use crate::lock::requirements::Entry;
use crate::packaging::{Marker, Source, normalize_name};

impl UvLock {
    /// Fails if the requirements of a project that matter here (its own, the chosen extras' and groups') changed since.
    ///
    /// Markers are not compared: uv rewrites them.
    pub(in crate::lock) fn check_age(
        &self,
        pyproject: &Pyproject,
        choice: &Choice,
    ) -> Result<(), Diagnostic> {
        let mut problems = Diagnostics::new();
        let declared = pyproject.entries(choice, &mut problems);
        let package = match &choice.package {
            Some(name) => self.projects().find(|package| package.is(&name.value)),
            None => self.root(),
        };
        let Some(package) = package else {
            return Ok(());
        };
        if problems.has_errors() {
            return Ok(());
        }
        let Some(locked) = package.locked(choice) else {
            return Ok(());
        };
        for entry in &declared {
            if !locked.iter().any(|known| is_same(known, entry)) {
                let text = entry.requirement.to_string();
                return Err(texts::stale(entry.at.file.name(), &text, true).at(entry.at.clone()));
            }
        }
        for known in &locked {
            if !declared.iter().any(|entry| is_same(known, entry)) {
                let (manifest, text) = (pyproject.file().name(), known.to_string());
                return Err(texts::stale(manifest, &text, false).at(self.at(package)));
            }
        }
        Ok(())
    }
}

impl UvLock {
    /// Fails if the lock knows nothing that the root needs, which needs something: it may have been empty when the lock was made.
    pub(in crate::lock) fn check_empty_root(
        &self,
        pyproject: &Pyproject,
        choice: &Choice,
    ) -> Result<(), Diagnostic> {
        let is_empty = |root: &Package| root.wanted(choice).next().is_none();
        let declared = pyproject.entries(choice, &mut Diagnostics::new());
        match declared.first() {
            Some(entry) if self.root().is_some_and(is_empty) => {
                let text = entry.requirement.to_string();
                Err(texts::stale(entry.at.file.name(), &text, true).at(entry.at.clone()))
            }
            _ => Ok(()),
        }
    }
}

impl Package {
    /// The requirements of the project when the lock was made; `None` if it does not tell.
    fn locked(&self, choice: &Choice) -> Option<Vec<&Declared>> {
        let all = self.metadata.requires_dist.as_ref()?;
        let groups = self.metadata.requires_dev.iter().filter(|(name, _)| {
            let name = normalize_name(name);
            choice.groups.iter().any(|group| group.value == name)
        });
        let grouped: Vec<_> = groups.flat_map(|(_, declared)| declared).collect();
        let mut extras: BTreeSet<String> =
            choice.extras.iter().map(|it| it.value.clone()).collect();
        // `app[all]` stands for other extras of the project itself.
        loop {
            let known = extras.len();
            let project = all.iter().filter(|it| it.belongs_to(&extras));
            let declared = project.chain(grouped.iter().copied());
            let own = declared.filter(|it| self.is(&it.name));
            let asked: Vec<_> = own.flat_map(|it| &it.extras).collect();
            extras.extend(asked.into_iter().map(|extra| normalize_name(extra)));
            if extras.len() == known {
                break;
            }
        }
        let project = all.iter().filter(|it| it.belongs_to(&extras));
        let declared = project.chain(grouped);
        Some(declared.filter(|it| !self.is(&it.name)).collect())
    }
}

impl Declared {
    /// Whether it is a requirement of the project itself or of one of some extras.
    fn belongs_to(&self, extras: &BTreeSet<String>) -> bool {
        let marker = self.marker.as_deref().map(str::parse::<Marker>);
        let Some(Ok(marker)) = marker else {
            return true;
        };
        let asked = marker.extras();
        asked.is_empty() || asked.iter().any(|extra| extras.contains(extra))
    }

    fn has_source(&self) -> bool {
        let sources = [
            &self.git,
            &self.url,
            &self.path,
            &self.directory,
            &self.editable,
            &self.r#virtual,
        ];
        sources.into_iter().any(Option::is_some)
    }
}

impl std::fmt::Display for Declared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)?;
        if !self.extras.is_empty() {
            write!(f, "[{}]", self.extras.join(","))?;
        }
        f.write_str(self.specifier.as_deref().unwrap_or_default())
    }
}

fn is_same(locked: &Declared, entry: &Entry) -> bool {
    let requirement = &entry.requirement;
    let extras: BTreeSet<_> = locked.extras.iter().map(|it| normalize_name(it)).collect();
    if normalize_name(&locked.name) != requirement.name
        || !extras.iter().eq(requirement.extras.iter())
    {
        return false;
    }
    match &requirement.source {
        // A source of `[tool.uv.sources]` stands for the specifiers.
        _ if locked.has_source() => true,
        Source::Url(_) => false,
        Source::Index(specifiers) => {
            let locked = locked.specifier.as_deref().unwrap_or_default();
            let locked: Vec<_> = locked.split(',').filter_map(specifier).collect();
            let declared: Vec<_> = specifiers.iter().filter_map(|it| specifier(it)).collect();
            locked.iter().all(|one| declared.contains(one))
                && declared.iter().all(|one| locked.contains(one))
        }
    }
}

/// A specifier whose version is equal to all spellings of it (`1` and `1.0`); a text where it is none.
fn specifier(text: &str) -> Option<Result<VersionSpecifier, String>> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse().map_err(|_| text.to_owned()))
}
