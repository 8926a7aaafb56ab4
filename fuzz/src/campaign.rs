//! Many inputs for one target.

use std::collections::BTreeSet;
use std::panic;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::coverage::Coverage;
use crate::mutate::{LONGEST, Mutator};
use crate::random::Random;
use crate::targets::Target;

/// The most inputs that are kept because they reached something new.
const KEPT: usize = 20_000;

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Inputs that were tried.
    pub inputs: u64,
    /// Inputs that others are made from.
    pub kept: usize,
    /// Edges of the program that were reached; 0 where nothing counts them.
    pub edges: usize,
    /// The most time that an input took.
    pub slowest: Duration,
    /// The input that took it.
    pub slowest_input: Vec<u8>,
    /// What panics said, and where.
    pub panics: BTreeSet<String>,
}

/// Tries so many inputs on a target. `before` sees each of them first, with its number; `found` sees each that panics in a new
/// way, with what that said.
///
/// The same seed gives the same inputs where nothing is counted, and almost the same where it is: hash tables differ.
pub fn run(
    target: &Target,
    inputs: u64,
    seed: u64,
    before: impl FnMut(u64, &[u8]),
    found: impl FnMut(&str, &[u8]),
) -> Outcome {
    let seeds = target.seeds();
    let mutator = Mutator::new(&seeds, target.is_text);
    let mut kept = seeds.clone();
    kept.retain(|seed| seed.len() <= LONGEST);
    let mut random = Random::new(seed);
    let mut coverage = Coverage::default();
    let mut trial = Trial {
        target,
        before,
        found,
        outcome: Outcome::default(),
    };
    let mut first = seeds.into_iter();
    coverage.learn();
    while trial.outcome.inputs < inputs {
        let left = usize::try_from(inputs - trial.outcome.inputs).unwrap_or(BATCH);
        let mut next = || {
            first
                .next()
                .unwrap_or_else(|| mutator.next(&kept, &mut random))
        };
        let batch: Vec<_> = (0..left.min(BATCH)).map(|_| next()).collect();
        for input in &batch {
            trial.count(input);
        }
        let news = coverage.news();
        if !news.is_empty() {
            for input in batch {
                trial.attempt(&input);
                if coverage.learn() && input.len() <= LONGEST && kept.len() < KEPT {
                    kept.push(input);
                }
            }
            // What does not come again, such as the edges of this loop, is no news the next time.
            coverage.know(&news);
        }
    }
    Outcome {
        kept: kept.len(),
        edges: coverage.reached(),
        ..trial.outcome
    }
}

/// How many inputs are tried before the counters are looked at, which takes about as long as one of them. If there is news,
/// they are tried again one by one.
const BATCH: usize = 32;

struct Trial<'a, Before, Found> {
    target: &'a Target,
    before: Before,
    found: Found,
    outcome: Outcome,
}

impl<Before: FnMut(u64, &[u8]), Found: FnMut(&str, &[u8])> Trial<'_, Before, Found> {
    fn count(&mut self, input: &[u8]) {
        let taken = self.attempt(input);
        self.outcome.inputs += 1;
        if taken <= self.outcome.slowest {
            return;
        }
        // Again, for something else may have been busy.
        let again = (0..3).map(|_| self.attempt(input)).min();
        let taken = again.map_or(taken, |again| again.min(taken));
        if taken > self.outcome.slowest {
            self.outcome.slowest = taken;
            self.outcome.slowest_input = input.to_vec();
        }
    }

    fn attempt(&mut self, input: &[u8]) -> Duration {
        (self.before)(self.outcome.inputs, input);
        let start = Instant::now();
        let done = panic::catch_unwind(|| (self.target.run)(input));
        let taken = start.elapsed();
        if done.is_err() {
            let said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
            if self.outcome.panics.insert(said.clone()) {
                (self.found)(&said, input);
            }
        }
        taken
    }
}

/// What the last panic said, and where.
static SAID: Mutex<String> = Mutex::new(String::new());

/// Has panics noted instead of printed.
pub fn note_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let payload = panic.payload();
        let fixed = payload.downcast_ref::<&str>().copied();
        let made = payload.downcast_ref::<String>().map(String::as_str);
        let said = fixed.or(made).unwrap_or_default();
        let said = said.lines().next().unwrap_or_default();
        let said: String = said.chars().take(200).collect();
        let noted = format!("{} {said}", place.unwrap_or_default());
        *SAID.lock().unwrap_or_else(PoisonError::into_inner) = noted;
    }));
}
