//! How large a wheel, and an environment, may be. Generous: the largest real ones stay far below.

/// Entries of one archive.
pub const ENTRIES: usize = 500_000;

/// Bytes of all files of one wheel, unpacked.
pub const UNPACKED: u64 = 8 << 30;

/// Bytes of a file that is read into memory: those of `.dist-info`, and scripts that are rewritten.
pub const IN_MEMORY: u64 = 64 << 20;

/// How many times its own size a wheel may take when unpacked…
pub const RATIO: u64 = 200;

/// … once it takes more than this.
pub const RATIO_FROM: u64 = 256 << 20;

/// Programs and libraries of one wheel.
pub const OBJECTS: usize = 10_000;

/// Places that an audit looks at for libraries, each as often as it does.
pub const LOOKUPS: usize = 2_000_000;
