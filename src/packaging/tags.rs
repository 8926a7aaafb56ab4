//! The tags of wheels that fit a target (PEP 425, PEP 600, PEP 656), in the order of preference.

use super::{CLibrary, Target, WheelName};

/// The tags that fit a target.
///
/// The order is the one of Python's `packaging.tags`: each pair of interpreter and ABI with all platforms, the most specific
/// pair first, the newest platform first.
#[derive(Clone, Debug)]
pub struct Tags {
    pairs: Vec<Pair>,
    platforms: Vec<String>,
    /// How all of the platforms end.
    machine: String,
}

/// An interpreter and an ABI.
#[derive(Clone, Debug)]
struct Pair {
    python: String,
    abi: String,
    platforms: Platforms,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Platforms {
    /// Each of the machine's.
    Native,
    /// `any`.
    Any,
}

/// The oldest minor version of `CPython` whose stable ABI later ones keep to.
const OLDEST_STABLE_ABI: u32 = 2;

impl Tags {
    /// The tags that fit a target.
    pub fn new(target: &Target) -> Self {
        Self {
            pairs: pairs(target),
            platforms: platforms(&target.machine, target.libc),
            machine: target.machine.clone(),
        }
    }

    /// How well a wheel fits: 0 is best; `None` if it does not fit.
    pub fn rank(&self, wheel: &WheelName) -> Option<usize> {
        let mut pairs = self.pairs_of(wheel).peekable();
        // Most wheels of a release are another interpreter's, or another machine's.
        pairs.peek()?;
        let native = wheel
            .platforms()
            .filter(|platform| platform.ends_with(&self.machine))
            .filter_map(|platform| self.platforms.iter().position(|known| known == platform))
            .min();
        let any = wheel.platforms().any(|platform| platform == "any");
        let any = any.then_some(0);
        pairs.find_map(|(number, platforms)| {
            let platform = match platforms {
                Platforms::Native => native?,
                Platforms::Any => any?,
            };
            Some(number * self.platforms.len() + platform)
        })
    }

    /// Whether a wheel fits the interpreter, whatever its platform is.
    pub fn fit_interpreter(&self, wheel: &WheelName) -> bool {
        self.pairs_of(wheel).next().is_some()
    }

    /// The pairs that a wheel is for, with their numbers.
    fn pairs_of(&self, wheel: &WheelName) -> impl Iterator<Item = (usize, Platforms)> {
        let pythons: Vec<_> = wheel.pythons().collect();
        let abis: Vec<_> = wheel.abis().collect();
        let pairs = self.pairs.iter().enumerate();
        pairs.filter_map(move |(number, pair)| {
            let fits = pythons.contains(&&*pair.python) && abis.contains(&&*pair.abi);
            fits.then_some((number, pair.platforms))
        })
    }

    /// Whether a wheel fits the machine and its C library, whatever its interpreter is.
    pub fn fit_platform(&self, wheel: &WheelName) -> bool {
        let known = |platform| self.platforms.iter().any(|known| known == platform);
        wheel
            .platforms()
            .any(|platform| platform == "any" || known(platform))
    }

    /// All of them, the best first: `cp313-cp313-manylinux_2_41_x86_64`.
    pub fn iter(&self) -> impl Iterator<Item = String> {
        self.pairs.iter().flat_map(|pair| {
            let platforms: Vec<&str> = match pair.platforms {
                Platforms::Native => self.platforms.iter().map(String::as_str).collect(),
                Platforms::Any => vec!["any"],
            };
            let tag = move |platform| format!("{}-{}-{platform}", pair.python, pair.abi);
            platforms.into_iter().map(tag)
        })
    }
}

fn pairs(target: &Target) -> Vec<Pair> {
    let (major, minor) = target.feature_version().unwrap_or_default();
    let mut pairs = Vec::new();
    let mut add = |python: &str, abi: &str, platforms| {
        pairs.push(Pair {
            python: python.to_owned(),
            abi: abi.to_owned(),
            platforms,
        });
    };
    let own = format!("cp{major}{minor}");
    let is_free_threaded = target.cache_tag.ends_with('t');
    let (abi, stable) = if is_free_threaded {
        (format!("{own}t"), "abi3t")
    } else {
        (own.clone(), "abi3")
    };
    add(&own, &abi, Platforms::Native);
    add(&own, stable, Platforms::Native);
    add(&own, "none", Platforms::Native);
    for older in (OLDEST_STABLE_ABI..minor).rev() {
        add(&format!("cp{major}{older}"), stable, Platforms::Native);
    }
    let mut generic = vec![format!("py{major}{minor}"), format!("py{major}")];
    generic.extend((0..minor).rev().map(|older| format!("py{major}{older}")));
    for python in &generic {
        add(python, "none", Platforms::Native);
    }
    add(&own, "none", Platforms::Any);
    for python in &generic {
        add(python, "none", Platforms::Any);
    }
    pairs
}

/// The platforms that fit a machine, the newest first.
fn platforms(machine: &str, libc: CLibrary) -> Vec<String> {
    let mut platforms = match libc {
        CLibrary::Glibc { major: 2, minor } => manylinux(machine, minor),
        CLibrary::Musl { major, minor } => (0..=minor)
            .rev()
            .map(|minor| format!("musllinux_{major}_{minor}_{machine}"))
            .collect(),
        CLibrary::Glibc { .. } | CLibrary::Other => Vec::new(),
    };
    platforms.push(format!("linux_{machine}"));
    platforms
}

/// The machines that wheels for glibc are built for, with the oldest glibc of any of them.
fn manylinux(machine: &str, newest: u32) -> Vec<String> {
    let oldest = match machine {
        "x86_64" | "i686" => 5,
        "aarch64" | "armv7l" | "ppc64" | "ppc64le" | "s390x" | "loongarch64" | "riscv64" => 17,
        _ => return Vec::new(),
    };
    let mut platforms = Vec::new();
    for minor in (oldest..=newest).rev() {
        platforms.push(format!("manylinux_2_{minor}_{machine}"));
        let older_name = match minor {
            17 => "manylinux2014",
            12 => "manylinux2010",
            5 => "manylinux1",
            _ => continue,
        };
        platforms.push(format!("{older_name}_{machine}"));
    }
    platforms
}
