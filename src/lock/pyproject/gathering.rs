//! What a project, its extras and its groups ask for, as one list.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use toml::Value;

use super::{Choice, Project, Pyproject, group_of};
use crate::diagnostic::{
    Diagnostic, Diagnostics, Fault, Location, SourceFile, Span, Spanned, texts::project as texts,
};
use crate::lock::requirements::Entry;
use crate::packaging::{Marker, Requirement, normalize_name};

/// At most so many markers are a condition, and an extra is asked for under so many conditions.
const CONDITIONS: usize = 32;

/// At most so many groups are within each other.
const DEEPEST_GROUP: usize = 64;

/// All of these have to be true; none, if something is always asked for.
type Condition = Vec<Marker>;

pub(super) struct Gathering<'a> {
    pyproject: &'a Pyproject,
    diagnostics: &'a mut Diagnostics,
    entries: Vec<Entry>,
    /// Extras that are asked for, and were not looked at yet.
    asked: VecDeque<(String, Condition, Location)>,
    /// The conditions under which extras were taken already.
    taken: BTreeMap<String, Vec<Condition>>,
    /// Groups that were taken already.
    groups: BTreeSet<&'a str>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(pyproject: &'a Pyproject, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            pyproject,
            diagnostics,
            entries: Vec::new(),
            asked: VecDeque::new(),
            taken: BTreeMap::new(),
            groups: BTreeSet::new(),
        }
    }

    /// What was gathered.
    pub(super) fn finish(mut self) -> Vec<Entry> {
        self.take_extras();
        self.entries
    }

    /// Adds what the extras stand for that are asked for so far.
    fn take_extras(&mut self) {
        while let Some((name, condition, at)) = self.asked.pop_front() {
            self.extra(&name, &condition, at);
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        let at = self.pyproject.file.at(span);
        self.diagnostics.push(diagnostic.at(at));
    }

    pub(super) fn project(&mut self, project: &Project, choice: &Choice) {
        let fields = ["dependencies", "optional-dependencies"];
        let count = if choice.extras.is_empty() { 1 } else { 2 };
        self.refuse_dynamic(project, &fields[..count]);
        for requirement in &project.dependencies {
            self.add(requirement.get_ref(), requirement.span(), &[]);
        }
        for entry in self.pyproject.read.dependencies.iter().flatten() {
            self.require(entry.requirement.clone(), &[], entry.at.clone());
        }
        for extra in choice.extras {
            self.chosen_extra(extra, None, choice.spec);
        }
        self.take_extras();
    }

    /// Fields that are needed, and that only a build would tell.
    pub(super) fn refuse_dynamic(&mut self, project: &Project, needed: &[&str]) {
        for dynamic in &project.dynamic {
            let field = dynamic.get_ref().as_str();
            if needed.contains(&field) && !self.pyproject.read.has(field) {
                let span = self.pyproject.file.span(dynamic.span());
                self.report(texts::dynamic(field), span);
            }
        }
    }

    pub(super) fn chosen_extra(
        &mut self,
        extra: &Spanned<String>,
        marker: Option<&Marker>,
        spec: &SourceFile,
    ) {
        let condition = marker.into_iter().cloned().collect();
        self.ask(&extra.value, condition, spec.at(extra.span));
    }

    fn ask(&mut self, extra: &str, condition: Condition, at: Location) {
        if self.pyproject.has_extra(extra) {
            self.asked.push_back((extra.to_owned(), condition, at));
        } else {
            let known = self.pyproject.extras();
            let text = texts::unknown_choice("extra", extra, known);
            self.diagnostics.push(text.at(at));
        }
    }

    /// Adds what an extra asks for, unless that is there already under less of a condition.
    fn extra(&mut self, name: &str, condition: &Condition, at: Location) {
        let taken = self.taken.entry(name.to_owned()).or_default();
        let is_weaker = |other: &Condition| other.iter().all(|marker| condition.contains(marker));
        if taken.iter().any(is_weaker) {
            return;
        }
        if taken.len() == CONDITIONS || condition.len() > CONDITIONS {
            let text = texts::too_many_conditions(name);
            return self.diagnostics.push(text.at(at));
        }
        taken.push(condition.clone());
        let pyproject = self.pyproject;
        let declared = pyproject.project().into_iter();
        let declared = declared.flat_map(|project| &project.optional_dependencies);
        for (_, requirements) in declared.filter(|(known, _)| normalize_name(known) == name) {
            for requirement in requirements {
                self.add(requirement.get_ref(), requirement.span(), condition);
            }
        }
        let read = pyproject.read.extras.as_ref();
        for entry in read
            .and_then(|extras| extras.get(name))
            .into_iter()
            .flatten()
        {
            self.require(entry.requirement.clone(), condition, entry.at.clone());
        }
    }

    /// Adds a requirement as it is written here (`app[all]`).
    fn add(&mut self, text: &str, bytes: Range<usize>, condition: &[Marker]) {
        let span = self.pyproject.file.span(bytes.clone());
        match text.parse::<Requirement>() {
            Ok(requirement) => {
                let at = self.pyproject.file.at(span);
                self.require(requirement, condition, at);
            }
            Err(Fault { diagnostic, within }) => {
                let is_plain = bytes.len() == text.len() + 2;
                let span = match within {
                    Some(range) if is_plain => Span::on_line(
                        span.start.line as usize,
                        (span.start.column + 1 + range.start) as usize
                            ..(span.start.column + 1 + range.end) as usize,
                    ),
                    _ => span,
                };
                self.report(diagnostic, span);
            }
        }
    }

    /// Adds a requirement, or the extras of the project itself that it stands for.
    fn require(&mut self, mut requirement: Requirement, condition: &[Marker], at: Location) {
        let mut whole = condition.to_vec();
        whole.extend(
            requirement
                .marker
                .take()
                .filter(|own| !condition.contains(own)),
        );
        if Some(&requirement.name) == self.pyproject.name().as_ref() {
            for extra in &requirement.extras {
                self.ask(extra, whole.clone(), at.clone());
            }
        } else {
            let mut whole = whole.into_iter();
            requirement.marker = whole.next().map(|first| first.and(whole));
            self.entries.push(Entry::new(requirement, at));
        }
    }

    pub(super) fn chosen_group(&mut self, group: &Spanned<String>, spec: &SourceFile) {
        let groups = &self.pyproject.document.groups;
        if let Some((name, _)) = group_of(groups, &group.value) {
            self.group(name, &mut Vec::new(), Span::default());
        } else {
            let known = groups.keys().map(String::as_str);
            let text = if self.pyproject.is_of_poetry() {
                texts::group_of_poetry(&group.value)
            } else {
                texts::unknown_choice("dependency group", &group.value, known)
            };
            self.diagnostics.push(text.at(spec.at(group.span)));
        }
    }

    /// Adds a group that is known; `path` are the groups that include it, and `from` is the place where they do.
    fn group(&mut self, name: &'a str, path: &mut Vec<&'a str>, from: Span) {
        if path.contains(&name) {
            return self.report(texts::group_cycle(path, name), from);
        }
        if path.len() == DEEPEST_GROUP {
            return self.report(texts::group_too_deep(DEEPEST_GROUP), from);
        }
        if !self.groups.insert(name) {
            return;
        }
        path.push(name);
        let pyproject = self.pyproject;
        let groups = &pyproject.document.groups;
        for item in groups.get(name).into_iter().flatten() {
            let span = pyproject.file.span(item.span());
            match (item.get_ref(), included(item.get_ref())) {
                (Value::String(text), _) => self.add(text, item.span(), &[]),
                (_, Some(included)) => {
                    if let Some((name, _)) = group_of(groups, &normalize_name(included)) {
                        self.group(name, path, span);
                    } else {
                        let known = groups.keys().map(String::as_str);
                        let text = texts::unknown_choice("dependency group", included, known);
                        self.report(text, span);
                    }
                }
                _ => self.report(texts::group_item(), span),
            }
        }
        path.pop();
    }
}

/// The group that `{include-group = "name"}` names.
fn included(item: &Value) -> Option<&str> {
    let table = item.as_table().filter(|table| table.len() == 1)?;
    table.get("include-group")?.as_str()
}
