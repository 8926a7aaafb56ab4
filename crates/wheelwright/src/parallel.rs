//! Work shared by as many threads as there are cores.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The result of each job, in the order of the jobs.
pub fn map<Job: Sync, Done: Send>(jobs: &[Job], work: impl Fn(&Job) -> Done + Sync) -> Vec<Done> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(position) else {
                return done;
            };
            done.push((position, work(job)));
        }
    };
    let mut done: Vec<(usize, Done)> = thread::scope(|scope| {
        // This thread is one of them, so that a single job needs no other.
        let others: Vec<_> = (1..jobs.len().min(*THREADS))
            .map(|_| scope.spawn(worker))
            .collect();
        let mut done = worker();
        for other in others {
            done.extend(other.join().unwrap_or_else(|cause| resume_unwind(cause)));
        }
        done
    });
    done.sort_unstable_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, done)| done).collect()
}

/// How many threads run at the same time. Asking for it reads several files.
static THREADS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));

#[cfg(test)]
mod tests {
    #[test]
    fn results_keep_their_order() {
        let jobs: Vec<u32> = (0..1000).collect();
        let doubled: Vec<u32> = jobs.iter().map(|job| job * 2).collect();
        assert_eq!(super::map(&jobs, |job| job * 2), doubled);
        assert_eq!(super::map(&[], |job: &u32| *job), []);
    }
}
