//! What code was reached, as the compiler's own counters tell it.
//!
//! `cargo xtask fuzz` has LLVM put a counter on every edge (`sancov-module`, which stable compilers have). Where nobody asked
//! for that, there are no counters, and nothing is ever new.

use std::sync::Mutex;

/// Where the counters are: first address and end, of each part of the program.
static REGIONS: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());

/// What was reached so far.
#[derive(Debug, Default)]
pub struct Coverage {
    /// For each counter, whether it ever counted.
    seen: Vec<bool>,
}

impl Coverage {
    /// How many edges were reached.
    pub fn reached(&self) -> usize {
        self.seen.iter().filter(|seen| **seen).count()
    }

    /// Whether something was reached since the last look that is not known yet. Sets all counters to zero.
    pub fn is_news(&mut self) -> bool {
        self.sweep(|_| {})
    }

    /// The same, and it is known from now on.
    pub fn learn(&mut self) -> bool {
        self.sweep(|seen| *seen = true)
    }

    fn sweep(&mut self, note: impl Fn(&mut bool)) -> bool {
        // Most are zero, and comparing memory is what a machine does best.
        const NONE: [u8; 512] = [0; 512];
        let regions = REGIONS.lock().map(|it| it.clone()).unwrap_or_default();
        let mut is_news = false;
        let mut first = 0;
        for (start, end) in regions {
            let counters = counters(start, end - start);
            self.seen
                .resize(self.seen.len().max(first + counters.len()), false);
            let seen = self.seen[first..].chunks_mut(NONE.len());
            for (counters, seen) in counters.chunks_mut(NONE.len()).zip(seen) {
                if *counters == NONE[..counters.len()] {
                    continue;
                }
                for (counter, seen) in counters.iter_mut().zip(seen) {
                    if *counter != 0 && !*seen {
                        is_news = true;
                        note(seen);
                    }
                }
                counters.fill(0);
            }
            first += end - start;
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
