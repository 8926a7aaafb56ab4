//! How packages are spread over layers and steps.
//!
//! A layer is what a registry stores and a pull skips when it has it: the finer, the less a change costs. A step is a
//! container: the fewer, the faster a first build. So small packages share a step that fills a layer for each of them, and
//! large ones have a step of their own. Where there are more packages than layers, small ones share a few layers too, chosen
//! by their name alone, so that a change of one package never moves another. The largest packages have several layers each:
//! an engine compresses a layer on one core, and all layers at the same time.
//!
//! Whoever has an image unpacks what is above a changed layer again, and an engine that copies layers copies it: so the largest
//! are the lowest.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::wheels::wheel;
use crate::lock::{Artifact, LockedPackage};
use crate::packaging::WheelName;
use crate::spec::LayerLimit;

/// Layers that are no package's: the system's, the account's, the standard library's, the environment's, the application's, and
/// that of writable directories.
const OTHERS: usize = 6;

/// A wheel of at least this many bytes is unpacked in a step of its own.
const LARGE: u64 = 1 << 20;

/// A layer has about as many bytes of a wheel, unless it is one of [`MOST_PARTS`].
const PART: u64 = 16 << 20;

/// Layers of one package: every wheel has as many files, so that no layer is empty.
const MOST_PARTS: usize = 4;

/// Small packages that share a step, on average: a step costs about as much as unpacking so many, and a change of one of them
/// unpacks all of them again.
const PER_STEP: usize = 2;

/// Steps for all small packages together, at least and at most.
const SMALL_STEPS: (usize, usize) = (8, 32);

/// Layers for packages, in one image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Budget {
    /// For packages alone. The rest of what the base leaves.
    alone: usize,
    /// For packages that share: few, for each of them that is above a change is unpacked again. Depends on the limit only:
    /// another number would move all of them.
    shared: usize,
}

impl Budget {
    /// What is left of a limit on a base of so many layers.
    pub(super) fn new(limit: LayerLimit, base: usize) -> Self {
        let shared = limit.get() / 5;
        let alone = limit.get().saturating_sub(base + OTHERS + shared);
        Self { alone, shared }
    }
}

/// Packages that one step unpacks, layer by layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacking {
    /// What it fills; never empty.
    pub layers: Vec<PackageLayer>,
    /// Whether it is a package of its own step that is not worked on: of many files, and seldom another one.
    pub is_large: bool,
}

/// Packages that share a layer, or a large one that is spread over several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageLayer {
    /// Unique among those of an image, and fit for a path.
    pub name: String,
    /// Sorted by name; never empty.
    pub packages: Vec<LockedPackage>,
    /// How many layers there are; at least one.
    pub parts: usize,
}

/// Spreads packages over steps and layers.
pub(super) fn spread(packages: &[LockedPackage], budget: Budget) -> Vec<Unpacking> {
    let mut own: Vec<_> = packages
        .iter()
        .filter(|package| is_built(package) || size(package) >= LARGE)
        .collect();
    own.sort_by_key(|package| {
        let size = Reverse(size(package));
        (!is_local(package), !is_built(package), size, &package.name)
    });
    own.truncate(budget.alone);
    let unused = (budget.alone + budget.shared).checked_sub(packages.len());
    let parts = parts(&own, unused.unwrap_or(budget.alone - own.len()));
    let has_own_step = |package: &LockedPackage| parts.contains_key(&package.name);
    let (own, small): (Vec<_>, Vec<_>) = packages.iter().cloned().partition(has_own_step);

    // Doublings are rare: another number moves packages to other steps, though not to other layers.
    let count = small.len().div_ceil(PER_STEP).next_power_of_two();
    let count = count.clamp(SMALL_STEPS.0, SMALL_STEPS.1) as u64;

    let mut shared: BTreeMap<String, Vec<LockedPackage>> = BTreeMap::new();
    for package in small {
        let name = if unused.is_some() {
            package.name.clone()
        } else {
            format!("shared-{:02}", hash(&package.name) % budget.shared as u64)
        };
        shared.entry(name).or_default().push(package);
    }

    let mut steps: BTreeMap<u64, Vec<PackageLayer>> = BTreeMap::new();
    for (name, packages) in shared {
        steps
            .entry(hash(&name) % count)
            .or_default()
            .push(PackageLayer {
                name,
                packages,
                parts: 1,
            });
    }
    let alone = |package: LockedPackage| Unpacking {
        is_large: !is_local(&package),
        layers: vec![PackageLayer {
            name: package.name.clone(),
            parts: parts.get(&package.name).copied().unwrap_or(1),
            packages: vec![package],
        }],
    };
    // What is worked on comes last, and what is larger comes first. Nearly as large is as large, so that a new version keeps its place.
    let (local, mut own): (Vec<_>, Vec<_>) = own.into_iter().partition(is_local);
    own.sort_by_key(|package| Reverse(size(package).checked_ilog2()));
    own.into_iter()
        .map(alone)
        .chain(steps.into_values().map(|layers| Unpacking {
            layers,
            is_large: false,
        }))
        .chain(local.into_iter().map(alone))
        .collect()
}

/// How many layers packages have, by name, the first ones first: as many as they should, as long as there are more than one for each.
fn parts(packages: &[&LockedPackage], mut more: usize) -> BTreeMap<String, usize> {
    let parts = packages.iter().map(|package| {
        let wanted = (1..MOST_PARTS).take_while(|parts| size(package) > PART * *parts as u64);
        let granted = wanted.count().min(more);
        more -= granted;
        (package.name.clone(), granted + 1)
    });
    parts.collect()
}

/// Whether a package is made of the build context.
pub(super) fn is_local(package: &LockedPackage) -> bool {
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

    /// The names of all of its layers. No package has one with a dot.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let more = (2..=self.parts).map(|part| format!("{}.{part}", self.name));
        std::iter::once(self.name.clone()).chain(more)
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
    /// Whether all of its packages are projects of the build context.
    pub fn is_project(&self) -> bool {
        self.packages().all(is_local)
    }

    /// Every package of the step.
    pub fn packages(&self) -> impl Iterator<Item = &LockedPackage> {
        self.layers.iter().flat_map(|layer| &layer.packages)
    }

    /// The name of its first layer, which no other step has.
    pub fn name(&self) -> &str {
        self.layers.first().map_or("", |layer| &layer.name)
    }

    /// Whether a package may have programs or libraries for a machine. Wheels for any machine have none.
    pub fn may_have_libraries(&self) -> bool {
        self.packages().any(|package| {
            let wheel = wheel(&package.artifact).and_then(|file| WheelName::parse(&file.name));
            wheel.is_none_or(|wheel| wheel.platforms().any(|platform| platform != "any"))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::diagnostic::SourceFile;
    use crate::lock::{File, Origin};

    fn package(name: &str, size: u64) -> LockedPackage {
        let file = SourceFile::new("pylock.toml", "");
        LockedPackage {
            name: name.to_owned(),
            version: Some("1".to_owned()),
            artifact: Artifact::Wheel(File {
                name: format!("{name}-1-py3-none-any.whl"),
                origin: Origin::Url(format!("https://files.example.org/{name}.whl")),
                sha256: "0".repeat(64),
                hashes: BTreeMap::new(),
                size: Some(size),
            }),
            index: None,
            at: file.at(file.line(1)),
        }
    }

    fn packages(count: usize) -> Vec<LockedPackage> {
        (0..count)
            .map(|number| package(&format!("package-{number:03}"), 1000))
            .collect()
    }

    /// The names of the packages of each layer.
    fn layers(packages: &[LockedPackage], limit: &str) -> BTreeSet<Vec<String>> {
        let budget = Budget::new(limit.parse().unwrap(), 4);
        let names = |layer: PackageLayer| layer.packages.into_iter().map(|it| it.name).collect();
        spread(packages, budget)
            .into_iter()
            .flat_map(|unpacking| unpacking.layers)
            .map(names)
            .collect()
    }

    #[test]
    fn few_packages_have_a_layer_each() {
        assert_eq!(layers(&packages(50), "60").len(), 50);
        assert_eq!(layers(&packages(51), "60").len(), 12);
    }

    #[test]
    fn the_limit_holds_whatever_is_large_or_built() {
        let mut all = packages(300);
        for package in all.iter_mut().take(100) {
            package.artifact = match &package.artifact {
                Artifact::Wheel(file) => Artifact::Sdist {
                    file: file.clone(),
                    pythons: Vec::new(),
                },
                other => other.clone(),
            };
        }
        let sizes = [LARGE, PART * 2, 4 << 30];
        let large = |number: usize| package(&format!("large-{number}"), sizes[number % 3]);
        all.extend((0..100).map(large));
        for (limit, base) in [("60", 4), ("60", 50), ("10", 4), ("120", 4)] {
            let limit: LayerLimit = limit.parse().unwrap();
            let unpackings = spread(&all, Budget::new(limit, base));
            let layers = unpackings.iter().flat_map(|it| &it.layers);
            let layers: usize = layers.map(|it| it.parts).sum();
            let possible = limit.get().saturating_sub(base + OTHERS);
            assert!(layers <= possible.max(limit.get() / 5), "{layers}");
            let unpacked: usize = unpackings.iter().map(|it| it.packages().count()).sum();
            assert_eq!(unpacked, all.len());
        }
    }

    #[test]
    fn a_step_has_few_small_packages_however_many_there_are() {
        for (count, steps) in [(1, 1), (16, 8), (50, 32), (300, 12)] {
            let unpackings = spread(&packages(count), Budget::new("60".parse().unwrap(), 4));
            assert_eq!(unpackings.len(), steps, "{count}");
        }
    }

    #[test]
    fn another_package_moves_none() {
        let mut all = packages(100);
        let before = layers(&all, "60");
        all.push(package("small", 1000));
        all.push(package("large", LARGE));
        let after = layers(&all, "60");
        assert_eq!(before.difference(&after).count(), 1);
    }

    #[test]
    fn the_largest_are_the_lowest() {
        let order = |sizes: [u64; 3]| {
            let names = ["a", "b", "c"].into_iter().zip(sizes);
            let mut all = packages(1);
            all.extend(names.map(|(name, size)| package(name, size)));
            let unpackings = spread(&all, Budget::new(LayerLimit::default(), 4));
            let names: Vec<_> = unpackings.iter().map(|it| it.name().to_owned()).collect();
            names.join(" ")
        };
        assert_eq!(order([LARGE, 8 * LARGE, 2 * LARGE]), "b c a package-000");
        assert_eq!(order([LARGE, 9 * LARGE, 3 * LARGE]), "b c a package-000");
        assert_eq!(order([LARGE, LARGE, LARGE + 1]), "a b c package-000");
    }

    #[test]
    fn the_largest_have_several_layers() {
        let parts = |packages: &[LockedPackage], limit: &str| -> Vec<(String, usize)> {
            let budget = Budget::new(limit.parse().unwrap(), 4);
            let layers = spread(packages, budget)
                .into_iter()
                .flat_map(|it| it.layers);
            let large = layers.filter(|it| it.parts > 1);
            large.map(|it| (it.name, it.parts)).collect()
        };
        let mut all = packages(10);
        all.extend([package("large", PART), package("larger", PART + 1)]);
        assert_eq!(parts(&all, "60"), [("larger".to_owned(), 2)]);
        all.push(package("largest", 4 << 30));
        let both = [("largest".to_owned(), 4), ("larger".to_owned(), 2)];
        assert_eq!(parts(&all, "60"), both);
        // The more packages, the fewer are left, for the largest as long as there are some.
        all.extend((0..36).map(|number| package(&format!("other-{number}"), LARGE)));
        assert_eq!(parts(&all, "60"), [("largest".to_owned(), 2)]);
    }
}
