//! The only place that knows of threads.

use super::diag::Sink;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most items that one thread takes at a time: the last ones are shared too.
const TAKEN: usize = 4;

/// Maps items in parallel; results and findings come in the order of the items, for any number of threads.
pub fn par_map<I: Sync, R: Send>(items: &[I], sink: &mut Sink, f: impl Fn(&I, &mut Sink) -> R + Sync) -> Vec<R> {
    let results: Vec<(R, Sink)> = items
        .par_iter()
        .with_max_len(TAKEN)
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

/// Turns items into others in parallel, in their order.
pub fn par_turn<I: Send, R: Send>(items: Vec<I>, f: impl Fn(I) -> R + Send + Sync) -> Vec<R> {
    items.into_par_iter().map(f).collect()
}

/// Threads by their number. They stay until the process ends: a thread that ends walks once more through all memory
/// that it has asked for.
static POOLS: Mutex<BTreeMap<usize, Arc<ThreadPool>>> = Mutex::new(BTreeMap::new());

/// Does two things at once.
pub fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(a, b)
}

/// Runs `f` with this many threads (0: one per core).
pub fn with_threads<R: Send>(threads: usize, f: impl FnOnce() -> R + Send) -> R {
    match pool(threads) {
        Some(pool) => pool.install(f),
        // No threads to be had: the caller's own does the work.
        None => f(),
    }
}

fn pool(threads: usize) -> Option<Arc<ThreadPool>> {
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = pools.get(&threads) {
        return Some(pool.clone());
    }
    let pool = Arc::new(ThreadPoolBuilder::new().num_threads(threads).build().ok()?);
    pools.insert(threads, pool.clone());
    Some(pool)
}
