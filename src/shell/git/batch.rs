//! Contents by id, from one `git cat-file --batch` that runs as long as it is needed.

use super::command;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

pub(super) struct Batch {
    folder: PathBuf,
    process: Option<(Child, ChildStdin, BufReader<ChildStdout>)>,
}

impl Batch {
    /// Starts nothing before it is asked.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), process: None }
    }

    /// The content of one id.
    ///
    /// # Errors
    /// There is none, or trouble of the machine.
    pub fn read(&mut self, id: &str) -> io::Result<Vec<u8>> {
        let (_, input, output) = self.process()?;
        writeln!(input, "{id}")?;
        input.flush()?;
        answer(output)?.ok_or_else(|| missing(id))
    }

    /// The contents of many ids in their order, handed on one by one; `None` for what is not here.
    ///
    /// # Errors
    /// Trouble of the machine.
    pub fn read_all(&mut self, ids: &[String], mut take: impl FnMut(usize, Option<Vec<u8>>)) -> io::Result<()> {
        let (_, input, output) = self.process()?;
        std::thread::scope(|scope| {
            // Asking and answering go on at once: both pipes are short.
            let asking = scope.spawn(move || {
                let asked: String = ids.iter().map(|id| format!("{id}\n")).collect();
                input.write_all(asked.as_bytes()).and_then(|()| input.flush())
            });
            for i in 0..ids.len() {
                take(i, answer(output)?);
            }
            asking.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
        })
    }

    fn process(&mut self) -> io::Result<&mut (Child, ChildStdin, BufReader<ChildStdout>)> {
        if self.process.is_none() {
            let mut command = command(&self.folder);
            command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut child = command.spawn()?;
            if let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) {
                self.process = Some((child, input, BufReader::with_capacity(1 << 16, output)));
            }
        }
        self.process.as_mut().ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if let Some((mut child, input, _)) = self.process.take() {
            // With its input closed it ends by itself.
            drop(input);
            let _ = child.wait();
        }
    }
}

fn missing(id: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("git does not have the content {id} here"))
}

/// Reads `id type size`, the bytes and a line end; or `id missing`.
fn answer(output: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = String::new();
    if output.read_line(&mut line)? == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "git cat-file ended too early"));
    }
    let Some(size) = line.trim_end().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok()) else {
        return Ok(None);
    };
    let mut bytes = vec![0; size + 1];
    output.read_exact(&mut bytes)?;
    bytes.pop();
    Ok(Some(bytes))
}
