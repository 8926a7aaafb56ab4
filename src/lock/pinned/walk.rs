//! A walk along dependencies, for locks that do not say which group a package belongs to.

use std::collections::BTreeSet;

use pep440_rs::Version;

use super::constraint::Versions;
use crate::diagnostic::{Diagnostic, texts::lock_formats as texts};
use crate::packaging::{Marker, MarkerEnvironment};

/// A package of a lock.
pub(super) struct Node {
    /// Normalized.
    pub name: String,
    pub version: Option<Version>,
    /// The extras that it stands for, sorted: some locks have an entry of its own for them.
    pub extras: Vec<String>,
    /// The versions of Python that it is for.
    pub pythons: Versions,
    pub dependencies: Vec<Edge>,
}

/// A dependency.
#[derive(Clone)]
pub(super) struct Edge {
    /// Normalized.
    pub name: String,
    /// Normalized, sorted.
    pub extras: Vec<String>,
    pub versions: Versions,
    pub marker: Option<Marker>,
}

/// The packages, by their numbers, that some dependencies reach on a target.
///
/// # Errors
/// When one of them is not there.
pub(super) fn reach(
    nodes: &[Node],
    roots: Vec<Edge>,
    environment: &MarkerEnvironment,
    python: &Version,
) -> Result<BTreeSet<usize>, Diagnostic> {
    let mut walk = Walk {
        nodes,
        environment: environment.clone(),
        python,
        queue: Vec::new(),
        unclear: Vec::new(),
    };
    for root in roots {
        walk.follow(&root)?;
    }
    let mut reached = BTreeSet::new();
    let mut seen = BTreeSet::new();
    loop {
        while let Some((number, extra)) = walk.queue.pop() {
            if !seen.insert((number, extra.clone())) {
                continue;
            }
            reached.insert(number);
            walk.environment.extras = extra.into_iter().collect();
            for edge in &nodes[number].dependencies {
                walk.follow(edge)?;
            }
        }
        // Where several versions would do, one that is installed anyway will do; or else the newest.
        let Some((edge, candidates)) = walk.unclear.pop() else {
            return Ok(reached);
        };
        let known = candidates.iter().find(|number| reached.contains(number));
        let newest = candidates.iter().max_by_key(|it| &nodes[**it].version);
        if let Some(number) = known.or(newest) {
            walk.enter(*number, &edge);
        }
    }
}

struct Walk<'a> {
    nodes: &'a [Node],
    environment: MarkerEnvironment,
    python: &'a Version,
    /// Packages to look at, each by itself and once for each of its extras.
    queue: Vec<(usize, Option<String>)>,
    /// Dependencies that several packages satisfy.
    unclear: Vec<(Edge, Vec<usize>)>,
}

impl Walk<'_> {
    fn follow(&mut self, edge: &Edge) -> Result<(), Diagnostic> {
        let marker = edge.marker.as_ref();
        if marker.is_some_and(|marker| !marker.evaluate(&self.environment)) {
            return Ok(());
        }
        let mut found = self.named(edge, &edge.extras);
        if found.is_empty() {
            found = self.named(edge, &[]);
        }
        if found.len() > 1 {
            let fits = |number: &usize| {
                let node = &self.nodes[*number];
                let version = node.version.as_ref();
                version.is_none_or(|version| edge.versions.contains(version))
                    && node.pythons.contains(self.python)
            };
            found.retain(fits);
        }
        match found.as_slice() {
            [] => return Err(texts::not_in_the_lock(&edge.name)),
            [only] => self.enter(*only, edge),
            _ => self.unclear.push((edge.clone(), found)),
        }
        Ok(())
    }

    fn named(&self, edge: &Edge, extras: &[String]) -> Vec<usize> {
        let numbers = 0..self.nodes.len();
        numbers
            .filter(|number| {
                let node = &self.nodes[*number];
                node.name == edge.name && node.extras == extras
            })
            .collect()
    }

    fn enter(&mut self, number: usize, edge: &Edge) {
        self.queue.push((number, None));
        let extras = edge.extras.iter().cloned();
        self.queue.extend(extras.map(|extra| (number, Some(extra))));
    }
}
