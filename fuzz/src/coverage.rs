//! What code was reached, as the compiler's own counters tell it.
//!
//! `cargo xtask fuzz` has LLVM put a counter on every edge (`sancov-module`, which stable compilers have). Where nobody asked
//! for that, there are no counters, and nothing is ever new.

use std::sync::Mutex;

/// Where the counters are: first address and end, of each part of the program.
static REGIONS: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());

/// Counters that are looked at together: as many as a machine compares at once, or a few times that.
const BLOCK: usize = 64;

/// What was reached so far.
#[derive(Debug, Default)]
pub struct Coverage {
    /// For each counter, the bits that would be news: all of them until it counts, none from then on.
    unknown: Vec<u8>,
}

impl Coverage {
    /// How many edges were reached.
    pub fn reached(&self) -> usize {
        let known = self.unknown.iter().map(|bits| usize::from(*bits == 0));
        known.sum()
    }

    /// What was reached since the last look that is not known yet, by its places. Sets all counters to zero.
    pub fn news(&mut self) -> Vec<usize> {
        let mut news = Vec::new();
        self.sweep(|first, counters, unknown| {
            let reached = counters.iter().zip(unknown).enumerate();
            let reached = reached.filter(|(_, (counter, bits))| **counter & **bits != 0);
            news.extend(reached.map(|(at, _)| first + at));
        });
        news
    }

    /// Whether there is such a thing, and it is known from now on.
    pub fn learn(&mut self) -> bool {
        self.sweep(|_, counters, unknown| {
            for (_, bits) in counters.iter().zip(unknown).filter(|(it, _)| **it != 0) {
                *bits = 0;
            }
        })
    }

    /// These places are known from now on.
    pub fn know(&mut self, places: &[usize]) {
        for place in places {
            self.unknown[*place] = 0;
        }
    }

    /// Calls `note` for each block that has news, with the place where it begins.
    fn sweep(&mut self, mut note: impl FnMut(usize, &[u8], &mut [u8])) -> bool {
        let regions = REGIONS.lock().map(|it| it.clone()).unwrap_or_default();
        let mut is_news = false;
        let mut first = 0;
        for (start, end) in regions {
            let counters = counters(start, end - start);
            let next = first + counters.len();
            self.unknown.resize(self.unknown.len().max(next), u8::MAX);
            let unknown = &mut self.unknown[first..next];
            let (blocks, rest) = counters.as_chunks::<BLOCK>();
            let (unknown_blocks, unknown_rest) = unknown.as_chunks_mut::<BLOCK>();
            let pairs = blocks.iter().zip(unknown_blocks);
            for (index, (counters, unknown)) in pairs.enumerate() {
                // Without a branch for each of them, so that the compiler takes many at once.
                let mut news = 0;
                for at in 0..BLOCK {
                    news |= counters[at] & unknown[at];
                }
                if news != 0 {
                    is_news = true;
                    note(first + index * BLOCK, counters, unknown);
                }
            }
            if rest
                .iter()
                .zip(&*unknown_rest)
                .any(|(counter, bits)| counter & bits != 0)
            {
                is_news = true;
                note(next - rest.len(), rest, unknown_rest);
            }
            counters.fill(0);
            first = next;
        }
        is_news
    }
}

#[allow(unsafe_code)]
fn counters<'a>(start: usize, length: usize) -> &'a mut [u8] {
    // SAFETY: the compiler placed so many bytes there, for as long as the program runs. Those that count at the same time, in
    // other threads, add to single bytes: a count may be lost, and no more.
    unsafe { std::slice::from_raw_parts_mut(start as *mut u8, length) }
}

/// Called before `main`, by each part of the program that has counters; several may name the same ones.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
extern "C" fn __sanitizer_cov_8bit_counters_init(start: usize, end: usize) {
    if let Ok(mut regions) = REGIONS.lock()
        && start < end
        && !regions.contains(&(start, end))
    {
        regions.push((start, end));
    }
}
