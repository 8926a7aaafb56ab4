//! The files that a wheel becomes: decided in full before any of them is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::Entry;
use crate::error::{Error, Fault};
use crate::layout::Layout;
use crate::limits;
use crate::record::{self, Claim};
use crate::safe_path::SafePath;
use crate::script;
use crate::wheel::Wheel;

/// What INSTALLER says.
const INSTALLER: &str = "cartwright\n";

/// A file to write.
pub struct Item {
    /// Where, relative to the environment's prefix.
    pub destination: SafePath,
    /// What it will hold.
    pub content: Content,
    /// Hash and size of that.
    pub claim: Claim,
    /// Whether its mode is 0755 instead of 0644.
    pub is_executable: bool,
}

/// Where the bytes of a file come from.
pub enum Content {
    /// From the wheel, as they are.
    Entry(Entry),
    /// From the installer.
    Made(Vec<u8>),
}

/// The files of a wheel, RECORD among them, but for those that are left out. `direct_url` is the content of `direct_url.json`
/// (PEP 610).
pub fn plan(
    wheel: &Wheel,
    layout: &Layout,
    direct_url: Option<&str>,
    left_out: &BTreeSet<SafePath>,
) -> Result<Vec<Item>, Error> {
    let mut items = Items::default();
    let launchers = launchers(wheel, layout);
    for (path, entry) in &wheel.entries {
        let at = |error: Error| error.in_file(path.as_str());
        if is_ours(&wheel.dist_info, path) || left_out.contains(path) {
            continue;
        }
        let Place {
            destination,
            is_script,
        } = place(wheel, layout, path).map_err(|fault| at(fault.into()))?;
        if launchers.contains_key(&destination) {
            continue;
        }
        check_place(wheel, layout, &destination).map_err(|fault| at(fault.into()))?;
        let claim = wheel.claims.get(path).unwrap_or(&Claim::NOTHING);
        let item = if is_script {
            script(wheel, layout, *entry, claim, destination).map_err(at)?
        } else {
            Item {
                destination,
                content: Content::Entry(*entry),
                claim: claim.clone(),
                is_executable: entry.is_executable,
            }
        };
        items.add(item).map_err(|fault| at(fault.into()))?;
    }
    let at =
        |fault: Fault| Error::from(fault).in_file(format!("{}/entry_points.txt", wheel.dist_info));
    for (destination, text) in launchers {
        check_place(wheel, layout, &destination).map_err(at)?;
        items
            .add(Item::made(destination, text.into_bytes(), true))
            .map_err(at)?;
    }
    let dist_info = layout.module(&wheel.dist_info);
    let beside = |file: &str| dist_info.joined(&SafePath::known(file));
    items.add(Item::made(beside("INSTALLER"), INSTALLER.into(), false))?;
    if let Some(json) = direct_url {
        items.add(Item::made(beside("direct_url.json"), json.into(), false))?;
    }
    // Written anew, with the wheel's mode: as if it were changed in place.
    let own = wheel.dist_info.joined(&SafePath::known("RECORD"));
    let is_executable = (wheel.entries.get(&own)).is_some_and(|entry| entry.is_executable);
    let record = items.record(layout, &beside("RECORD"));
    items.add(Item::made(
        beside("RECORD"),
        record.into_bytes(),
        is_executable,
    ))?;
    Ok(items.list)
}

impl Item {
    fn made(destination: SafePath, content: Vec<u8>, is_executable: bool) -> Self {
        Self {
            destination,
            claim: Claim::of(&content),
            content: Content::Made(content),
            is_executable,
        }
    }

    /// Bytes that it will hold.
    pub fn size(&self) -> u64 {
        match &self.content {
            Content::Entry(entry) => entry.size,
            Content::Made(content) => content.len() as u64,
        }
    }

    /// Bytes to read for it, roughly.
    pub fn weight(&self) -> u64 {
        match &self.content {
            Content::Entry(entry) => entry.packed,
            Content::Made(content) => content.len() as u64,
        }
    }
}

#[derive(Default)]
struct Items {
    list: Vec<Item>,
    destinations: BTreeSet<SafePath>,
}

impl Items {
    fn add(&mut self, item: Item) -> Result<(), Fault> {
        if !self.destinations.insert(item.destination.clone()) {
            return Err(Fault::TwiceInWheel);
        }
        self.list.push(item);
        Ok(())
    }

    fn record(&self, layout: &Layout, own: &SafePath) -> String {
        let own = (layout.record_path(own), Claim::NOTHING);
        let row = |item: &Item| (layout.record_path(&item.destination), item.claim.clone());
        record::write(self.list.iter().map(row).chain([own]).collect())
    }
}

fn launchers(wheel: &Wheel, layout: &Layout) -> BTreeMap<SafePath, String> {
    let interpreter = layout.interpreter();
    wheel
        .scripts
        .iter()
        .map(|entry_point| {
            let text = script::launcher(entry_point, &interpreter);
            (Layout::script(&entry_point.name), text)
        })
        .collect()
}

/// Whether a file is the installer's to write, not the wheel's.
fn is_ours(dist_info: &SafePath, path: &SafePath) -> bool {
    path.within(dist_info).is_some_and(|file| {
        ["RECORD", "INSTALLER", "REQUESTED", "direct_url.json"].contains(&file.as_str())
    })
}

struct Place {
    destination: SafePath,
    is_script: bool,
}

fn place(wheel: &Wheel, layout: &Layout, path: &SafePath) -> Result<Place, Fault> {
    let data = match path.split_first() {
        (first, Some(rest))
            if first
                .strip_suffix(".data")
                .is_some_and(|stem| wheel.name.is_stem(stem)) =>
        {
            rest
        }
        _ => {
            return Ok(Place {
                destination: layout.module(path),
                is_script: false,
            });
        }
    };
    let (scheme, Some(file)) = data.split_first() else {
        return Err(Fault::Scheme(data.to_string()));
    };
    Ok(Place {
        destination: layout.data(&wheel.name.project, scheme, &file)?,
        is_script: scheme == "scripts",
    })
}

/// A wheel writes neither what is the environment's, nor into the metadata of another distribution.
fn check_place(wheel: &Wheel, layout: &Layout, destination: &SafePath) -> Result<(), Fault> {
    if layout.is_reserved(destination) {
        return Err(Fault::Reserved);
    }
    let module = destination.within(&layout.site_packages);
    let is_foreign = module.is_some_and(|module| {
        let (first, _) = module.split_first();
        first.ends_with(".dist-info") && first != wheel.dist_info.as_str()
    });
    if is_foreign {
        return Err(Fault::Foreign);
    }
    Ok(())
}

/// A file of `.data/scripts`: executable, and rewritten if it is for the environment's interpreter.
fn script(
    wheel: &Wheel,
    layout: &Layout,
    entry: Entry,
    claim: &Claim,
    destination: SafePath,
) -> Result<Item, Error> {
    let mut archive = wheel.archive.clone();
    if entry.size > limits::IN_MEMORY || !archive.begins_with(entry, script::PLACEHOLDER)? {
        return Ok(Item {
            destination,
            content: Content::Entry(entry),
            claim: claim.clone(),
            is_executable: true,
        });
    }
    let original = archive.read(entry, claim)?;
    let rewritten = script::rewrite(&original, &layout.interpreter());
    Ok(Item::made(destination, rewritten, true))
}
