//! How far a long build has come: one line that changes on a terminal, plain lines elsewhere, on standard error.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What takes less time than this says nothing on a terminal.
const SHORT: Duration = Duration::from_millis(500);
/// How often the line on a terminal changes.
const BEAT: Duration = Duration::from_millis(100);
/// How often a plain line comes.
const LINE: Duration = Duration::from_secs(10);

/// Counts the files that were made; silent without a thread.
#[derive(Default)]
pub(super) struct Progress {
    counts: Arc<Counts>,
    teller: Option<(Sender<()>, JoinHandle<()>)>,
}

#[derive(Default)]
struct Counts {
    made: AtomicUsize,
    of: AtomicUsize,
}

impl Progress {
    /// Tells how far it has come, until it is dropped.
    pub fn told() -> Self {
        let counts = Arc::<Counts>::default();
        let (over, wait) = mpsc::channel();
        let seen = counts.clone();
        let teller = std::thread::spawn(move || tell(&seen, &wait));
        Self { counts, teller: Some((over, teller)) }
    }

    /// So many files are to be made.
    pub fn begin(&self, files: usize) {
        self.counts.of.store(files, Ordering::Relaxed);
    }

    /// One more is made.
    pub fn step(&self) {
        self.counts.made.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((over, teller)) = self.teller.take() {
            drop(over);
            let _ = teller.join();
        }
    }
}

fn tell(counts: &Counts, over: &mpsc::Receiver<()>) {
    let (start, terminal) = (Instant::now(), std::io::stderr().is_terminal());
    let mut err = anstream::stderr();
    let mut beat = if terminal { SHORT } else { LINE };
    while over.recv_timeout(beat) == Err(RecvTimeoutError::Timeout) {
        let text = line(counts.made.load(Ordering::Relaxed), counts.of.load(Ordering::Relaxed));
        let _ = match terminal {
            true => write!(err, "\r\x1b[K{text}").and_then(|()| err.flush()),
            false => writeln!(err, "{text} after {} s", start.elapsed().as_secs()),
        };
        beat = if terminal { BEAT } else { LINE };
    }
    if terminal && start.elapsed() >= SHORT {
        let _ = write!(err, "\r\x1b[K").and_then(|()| err.flush());
    }
}

fn line(made: usize, of: usize) -> String {
    match of {
        0 => "reading".to_owned(),
        of => format!("{made} of {of} files"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_the_first_file_it_reads() {
        assert_eq!((line(0, 0), line(3, 20)), ("reading".to_owned(), "3 of 20 files".to_owned()));
    }
}
