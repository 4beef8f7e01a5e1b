//! The only place that knows of threads.

use super::diag::Sink;
use rayon::prelude::*;

/// Maps items in parallel; results and findings come in the order of the items, for any number of threads.
pub fn par_map<I: Sync, R: Send>(items: &[I], sink: &mut Sink, f: impl Fn(&I, &mut Sink) -> R + Sync) -> Vec<R> {
    let results: Vec<(R, Sink)> = items
        .par_iter()
        .map(|item| {
            let mut own = Sink::default();
            (f(item, &mut own), own)
        })
        .collect();
    let mut out = Vec::with_capacity(results.len());
    for (result, own) in results {
        out.push(result);
        sink.merge(own);
    }
    out
}

/// Runs `f` with this many threads (0: one per core).
pub fn with_threads<R: Send>(threads: usize, f: impl FnOnce() -> R + Send) -> R {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(f),
        // No threads to be had: the caller's own does the work.
        Err(_) => f(),
    }
}
