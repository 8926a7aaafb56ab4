//! How packages are spread over layers and steps.
//!
//! A layer is what a registry stores and a pull skips when it has it: the finer, the less a change costs. A step is a
//! container: the fewer, the faster a first build. So small packages share a step that fills a layer for each of them, and
//! large ones have a step of their own. Where there are more packages than layers, small ones share a layer too, chosen by
//! their name alone, so that a change of one package never moves another.

use std::collections::BTreeMap;

use crate::lock::{Artifact, LockedPackage};

/// Layers for packages. An image may have 127, and the base, the system and the application need some.
const LAYERS: usize = 45;

/// A wheel of at least this many bytes is unpacked in a step of its own.
const LARGE: u64 = 4 << 20;

/// At most so many packages get a step of their own because of their size.
const LARGE_STEPS: usize = 16;

/// Steps for all small wheels together.
const SMALL_STEPS: u64 = 8;

/// Packages that one step unpacks, layer by layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacking {
    /// What it fills; never empty.
    pub layers: Vec<PackageLayer>,
}

/// Packages that share a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageLayer {
    /// Unique among the layers of an image, and fit for a path.
    pub name: String,
    /// Sorted by name; never empty.
    pub packages: Vec<LockedPackage>,
}

/// Spreads packages over steps.
pub(super) fn spread(packages: &[LockedPackage]) -> Vec<Unpacking> {
    let mut by_size: Vec<_> = packages
        .iter()
        .filter(|package| size(package) >= LARGE)
        .collect();
    by_size.sort_by_key(|package| (std::cmp::Reverse(size(package)), &package.name));
    by_size.truncate(LARGE_STEPS);
    let has_own_step = |package: &LockedPackage| {
        is_built(package) || by_size.iter().any(|large| large.name == package.name)
    };
    let (own, small): (Vec<_>, Vec<_>) = packages.iter().cloned().partition(has_own_step);

    let layers = LAYERS.saturating_sub(own.len()).max(1);
    let mut shared: BTreeMap<String, Vec<LockedPackage>> = BTreeMap::new();
    for package in small {
        let name = if packages.len() <= LAYERS {
            package.name.clone()
        } else {
            format!("shared-{:02}", hash(&package.name) % layers as u64)
        };
        shared.entry(name).or_default().push(package);
    }

    let mut steps: BTreeMap<u64, Vec<PackageLayer>> = BTreeMap::new();
    for (name, packages) in shared {
        steps
            .entry(hash(&name) % SMALL_STEPS)
            .or_default()
            .push(PackageLayer { name, packages });
    }
    let alone = |package: LockedPackage| Unpacking {
        layers: vec![PackageLayer {
            name: package.name.clone(),
            packages: vec![package],
        }],
    };
    // What is worked on comes last: where layers are copied one after the other, it moves no other.
    let (local, own): (Vec<_>, Vec<_>) = own.into_iter().partition(is_local);
    own.into_iter()
        .map(alone)
        .chain(steps.into_values().map(|layers| Unpacking { layers }))
        .chain(local.into_iter().map(alone))
        .collect()
}

fn is_local(package: &LockedPackage) -> bool {
    matches!(package.artifact, Artifact::Directory { .. })
}

fn is_built(package: &LockedPackage) -> bool {
    !matches!(package.artifact, Artifact::Wheel(_))
}

fn size(package: &LockedPackage) -> u64 {
    match &package.artifact {
        Artifact::Wheel(file) => file.size.unwrap_or(0),
        _ => 0,
    }
}

/// FNV-1a: the same in every release, unlike the standard library's.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl PackageLayer {
    /// `numpy 1.26.0, scipy 1.11.1`.
    pub fn summary(&self) -> String {
        let packages: Vec<_> = self.packages.iter().map(label).collect();
        packages.join(", ")
    }
}

/// `numpy 1.26.0`.
pub fn label(package: &LockedPackage) -> String {
    match &package.version {
        Some(version) => format!("{} {version}", package.name),
        None => package.name.clone(),
    }
}

impl Unpacking {
    /// Every package of the step.
    pub fn packages(&self) -> impl Iterator<Item = &LockedPackage> {
        self.layers.iter().flat_map(|layer| &layer.packages)
    }
}
