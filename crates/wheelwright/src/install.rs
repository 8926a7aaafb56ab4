//! `wheelwright install`: wheels to a tree, in one directory or spread over several.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::bytecode::{self, Binding};
use crate::error::{Error, Fault};
use crate::inflate::Inflater;
use crate::inventory::{self, Distribution};
use crate::layout::Layout;
use crate::owners;
use crate::parallel;
use crate::plan::{self, Content, Item};
use crate::prune;
use crate::safe_path::SafePath;
use crate::spread::{Files, spread};
use crate::tree;
use crate::wheel::{self, Wheel};
use crate::wheel_name::normalize;

/// What to install, and where.
#[derive(Clone, Debug)]
pub struct Install {
    /// The directories that become roots of layers, at least one. They share the files.
    pub outs: Vec<PathBuf>,
    /// Where files go below them.
    pub layout: Layout,
    /// The interpreter that compiles bytecode, if any should be.
    pub compile_with: Option<PathBuf>,
    /// `direct_url.json` (PEP 610) of some distributions, by name.
    pub direct_urls: Vec<(String, String)>,
    /// The distributions that are installed without what no program needs, by name.
    pub prunes: Vec<String>,
    /// Whether to list the programs and libraries.
    pub takes_inventory: bool,
    /// Wheels, and directories of wheels.
    pub wheels: Vec<PathBuf>,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Installed {
    /// Wheels.
    pub wheels: usize,
    /// Files written, without bytecode.
    pub files: usize,
    /// Files that were left out.
    pub left_out: usize,
    /// Bytes of them.
    pub saved: u64,
    /// What a person should know, and what is no error.
    pub reports: Vec<owners::Shadowed>,
    /// The programs and libraries, if they were asked for.
    pub distributions: Vec<Distribution>,
}

/// Fills several trees, each as if it were the only one, so that a tree is the same whatever is beside it.
pub fn install_all(requests: &[Install]) -> Result<Installed, Vec<Error>> {
    let mut total = Installed::default();
    let mut errors = Vec::new();
    for done in parallel::map(requests, install) {
        match done {
            Ok(installed) => {
                total.wheels += installed.wheels;
                total.files += installed.files;
                total.left_out += installed.left_out;
                total.saved += installed.saved;
                total.reports.extend(installed.reports);
                total.distributions.extend(installed.distributions);
            }
            Err(more) => errors.extend(more),
        }
    }
    none(errors).map(|()| total)
}

/// Installs wheels. Nothing is written before all of them are opened, checked and planned.
pub fn install(request: &Install) -> Result<Installed, Vec<Error>> {
    let paths = wheel::find(&request.wheels).map_err(|error| vec![error])?;
    let wheels = all(parallel::map(&paths, |path| Wheel::open(path)))?;
    check_distinct(&wheels)?;
    let direct_urls = direct_urls(&request.direct_urls, &wheels);
    let left_out = all(parallel::map(&wheels, |wheel| {
        request
            .left_out(wheel)
            .map_err(|error| error.in_wheel(&wheel.file_name))
    }))?;
    let wanted: Vec<_> = wheels.iter().zip(&left_out).collect();
    let planned = all(parallel::map(&wanted, |(wheel, left_out)| {
        let direct_url = direct_urls.get(&wheel.name.project).copied();
        plan::plan(wheel, &request.layout, direct_url, left_out)
            .map(|items| (wheel.file_name.clone(), items))
            .map_err(|error| error.in_wheel(&wheel.file_name))
    }));
    let mut planned = planned?;
    let owners::Settled { reports, errors } = owners::settle(&mut planned);
    none(errors)?;

    let files: usize = planned.iter().map(|(_, items)| items.len()).sum();
    let planned = planned.into_iter().map(|(_, items)| items).collect();
    let parts = parts(request, planned);
    let make = |part: &Part| create_directories(part).map_err(|error| vec![error]);
    parts.iter().try_for_each(make)?;
    all(parallel::map(&jobs(&wheels, &parts), |job| {
        write(job).map_err(|error| error.in_wheel(&job.wheel.file_name))
    }))?;
    if let Some(interpreter) = &request.compile_with {
        let modules = |part: &Part<'_>| part.root.join(request.layout.site_packages.as_str());
        let compile = |part: &Part<'_>| {
            let binding = Binding::UncheckedHash;
            bytecode::compile(interpreter, part.out, &modules(part), binding)
        };
        (parts.iter().try_for_each(compile)).map_err(|error| vec![error])?;
    }
    let distributions = if request.takes_inventory {
        all(wheels
            .iter()
            .enumerate()
            .map(|(number, wheel)| list(wheel, number, &parts))
            .collect())?
    } else {
        Vec::new()
    };
    for part in &parts {
        tree::set_times(part.out, tree::TIME).map_err(|error| vec![error])?;
    }
    Ok(Installed {
        distributions,
        wheels: wheels.len(),
        files,
        left_out: left_out.iter().map(BTreeSet::len).sum(),
        saved: wanted.iter().map(size).sum(),
        reports,
    })
}

impl Install {
    /// The files of a wheel that are not installed.
    fn left_out(&self, wheel: &Wheel) -> Result<BTreeSet<SafePath>, Error> {
        let mut prunes = self.prunes.iter();
        if prunes.any(|name| normalize(name) == wheel.name.project) {
            prune::unused(wheel)
        } else {
            Ok(BTreeSet::new())
        }
    }
}

/// Bytes of some files of a wheel.
fn size((wheel, paths): &(&Wheel, &BTreeSet<SafePath>)) -> u64 {
    let entries = paths.iter().filter_map(|path| wheel.entries.get(path));
    entries.map(|entry| entry.size).sum()
}

/// What goes into one of the directories.
struct Part<'a> {
    out: &'a Path,
    /// The environment in it.
    root: PathBuf,
    /// Files, by wheel.
    files: Files,
}

fn parts(request: &Install, planned: Files) -> Vec<Part<'_>> {
    let spread = spread(planned, request.outs.len());
    let part = |(out, files): (_, _)| Part {
        out,
        root: out.join(request.layout.below_root()),
        files,
    };
    let outs = request.outs.iter().map(PathBuf::as_path);
    outs.zip(spread).map(part).collect()
}

/// The programs and libraries of a wheel that is installed.
fn list(wheel: &Wheel, number: usize, parts: &[Part<'_>]) -> Result<Distribution, Error> {
    let examine = |part: &Part<'_>| {
        let paths = part.files[number].iter().map(|item| &item.destination);
        inventory::examine(&part.root, &paths.collect::<Vec<_>>())
    };
    let objects = parts.iter().map(examine).collect::<Result<Vec<_>, _>>();
    let objects = objects.map_err(|error| error.in_wheel(&wheel.file_name))?;
    Ok(Distribution {
        name: wheel.name.project.clone(),
        is_local: wheel.name.is_local,
        objects: objects.into_iter().flatten().collect(),
    })
}

/// All results, or all errors.
fn all<T>(results: Vec<Result<T, Error>>) -> Result<Vec<T>, Vec<Error>> {
    let mut done = Vec::with_capacity(results.len());
    let mut errors = Vec::new();
    for result in results {
        match result {
            Ok(result) => done.push(result),
            Err(error) => errors.push(error),
        }
    }
    none(errors).map(|()| done)
}

fn none(errors: Vec<Error>) -> Result<(), Vec<Error>> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

fn check_distinct(wheels: &[Wheel]) -> Result<(), Vec<Error>> {
    let mut seen = BTreeMap::new();
    let mut errors = Vec::new();
    for wheel in wheels {
        if let Some(other) = seen.insert(&wheel.name.project, &wheel.file_name) {
            let fault = Fault::SameDistribution(other.clone());
            errors.push(Error::from(fault).in_wheel(&wheel.file_name));
        }
    }
    none(errors)
}

/// The records of those distributions that are here.
fn direct_urls<'a>(given: &'a [(String, String)], wheels: &[Wheel]) -> BTreeMap<String, &'a str> {
    let is_here = |project: &str| wheels.iter().any(|wheel| wheel.name.project == project);
    let given = given
        .iter()
        .map(|(name, json)| (normalize(name), json.as_str()));
    given.filter(|(project, _)| is_here(project)).collect()
}

fn create_directories(part: &Part<'_>) -> Result<(), Error> {
    let items = part.files.iter().flatten();
    let directories: BTreeSet<_> = items
        .map(|item| match item.destination.parents().next() {
            Some(directory) => part.root.join(directory),
            None => part.root.clone(),
        })
        .collect();
    tree::create_directory(part.out, part.out)?;
    directories
        .iter()
        .try_for_each(|directory| tree::create_directory(part.out, directory))
}

/// Some neighbouring files of a wheel.
struct Job<'a> {
    wheel: &'a Wheel,
    /// The environment that they go into.
    root: &'a Path,
    items: &'a [Item],
    weight: u64,
}

/// Large wheels are split, and the heaviest work comes first, so that no thread is left alone with it.
fn jobs<'a>(wheels: &'a [Wheel], parts: &'a [Part<'_>]) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    for part in parts {
        for (wheel, items) in wheels.iter().zip(&part.files) {
            for range in split(items) {
                let items = &items[range];
                jobs.push(Job {
                    wheel,
                    root: &part.root,
                    items,
                    weight: items.iter().map(Item::weight).sum(),
                });
            }
        }
    }
    jobs.sort_unstable_by_key(|job| std::cmp::Reverse(job.weight));
    jobs
}

/// Neighbours that weigh about a megabyte together.
fn split(items: &[Item]) -> Vec<Range<usize>> {
    const ENOUGH: u64 = 1 << 20;
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut weight = 0;
    for (position, item) in items.iter().enumerate() {
        weight += item.weight();
        if weight >= ENOUGH || position + 1 == items.len() {
            ranges.push(start..position + 1);
            start = position + 1;
            weight = 0;
        }
    }
    ranges
}

fn write(job: &Job<'_>) -> Result<(), Error> {
    let mut archive = job.wheel.archive.clone();
    let mut inflater = Inflater::new();
    for item in job.items {
        let at = |error: Error| error.in_file(item.destination.as_str());
        let mut file = tree::create_file(&item.destination.on(job.root), item.is_executable)
            .map_err(|error| at(error.into()))?;
        match &item.content {
            Content::Made(content) => file.write_all(content).map_err(Error::from),
            Content::Entry(entry) => archive.copy(*entry, &item.claim, &mut inflater, |bytes| {
                file.write_all(bytes)
            }),
        }
        .map_err(at)?;
    }
    Ok(())
}
