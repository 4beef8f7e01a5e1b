//! Connections: each on a thread of its own, which reads what is shown.

use super::http::{self, Bad, Request, Response};
use super::page::{self, OWN};
use super::shown::Shown;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// More open connections than a few browsers have.
const MOST: usize = 256;
/// How long a connection may be silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a listening page is asked whether it is still there.
const BEAT: Duration = Duration::from_secs(10);

/// Answers connections for as long as the program runs.
pub(super) fn listen(listener: TcpListener, host: String, shown: Arc<Shown>) {
    let open = Arc::new(AtomicUsize::new(0));
    let host: Arc<str> = host.into();
    for stream in listener.incoming().flatten() {
        if open.fetch_add(1, Ordering::SeqCst) >= MOST {
            open.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let (open, host, shown) = (Open(open.clone()), host.clone(), shown.clone());
        thread::spawn(move || {
            let _open = open;
            // A browser that goes away is no trouble.
            let _ = answer(stream, &host, &shown);
        });
    }
}

/// Counts itself out, even after a panic.
struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn answer(mut stream: TcpStream, host: &str, shown: &Shown) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut rest = Vec::new();
    loop {
        let request = match http::read(&mut stream, &mut rest) {
            Ok(request) => request,
            Err(Bad::Over) => return Ok(()),
            Err(Bad::Malformed) => {
                return Response::text("400 Bad Request", "Bad request\n").write(&mut stream, false, false);
            }
            Err(Bad::Method) => {
                return Response::text("405 Method Not Allowed", "Only GET and HEAD\n").write(
                    &mut stream,
                    false,
                    false,
                );
            }
        };
        if http::is_own_host(&request.host, host) && request.path == format!("{OWN}events") {
            return tell(&mut stream, &request, shown);
        }
        respond(&request, host, shown).write(&mut stream, request.head_only, request.keep_alive)?;
        if !request.keep_alive {
            return Ok(());
        }
    }
}

fn respond(request: &Request, host: &str, shown: &Shown) -> Response {
    if !http::is_own_host(&request.host, host) {
        return Response::text("403 Forbidden", "This server answers to localhost and to addresses only\n");
    }
    let now = shown.now();
    let path = http::decode(&request.path);
    if let Some(own) = path.as_deref().and_then(|path| path.strip_prefix(OWN)) {
        return match own {
            "reload.js" => Response::new("200 OK", http::kind(own), page::SCRIPT),
            "overlay.css" => Response::new("200 OK", http::kind(own), page::STYLE),
            _ => Response::text("404 Not Found", "Not found\n"),
        };
    }
    let file = path.as_deref().and_then(|path| path.strip_prefix('/')).map(in_folder);
    if let Some(file) = &file
        && !file.ends_with("/index.html")
        && now.has(&format!("{file}/index.html"))
    {
        let location = Some(format!("{}/", request.path));
        return Response { location, ..Response::text("307 Temporary Redirect", "") };
    }
    let file = file.unwrap_or_default();
    match now.file(&file) {
        Some(bytes) if file.ends_with(".html") => html("200 OK", &bytes, &file, now.look(&bytes)),
        Some(bytes) => Response::new("200 OK", http::kind(&file), bytes.to_vec()),
        None if now.has(&file) => {
            let sorry =
                b"<!DOCTYPE html><html lang=\"en\"><title>Not made</title><body><p>This page could not be made.</body>";
            html("500 Internal Server Error", sorry, &file, 0)
        }
        None => match now.file(NOT_FOUND) {
            Some(bytes) => html("404 Not Found", &bytes, &file, now.look(&bytes)),
            None => Response::text("404 Not Found", "Not found\n"),
        },
    }
}

const NOT_FOUND: &str = "404.html";

fn html(status: &'static str, bytes: &[u8], file: &str, look: u64) -> Response {
    let page = String::from_utf8_lossy(bytes);
    Response::new(status, http::kind("index.html"), page::with_script(&page, file, look))
}

/// The file that stands for a folder.
fn in_folder(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// Tells a page of mistakes, and once, that it has changed; until it goes away.
fn tell(stream: &mut TcpStream, request: &Request, shown: &Shown) -> std::io::Result<()> {
    stream.write_all(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\nconnection: close\r\n\r\n",
    )?;
    let value = |name: &str| {
        let found = request.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        found.and_then(http::decode).unwrap_or_default()
    };
    let (file, is) = (value("path"), u64::from_str_radix(&value("is"), 16).unwrap_or(0));
    let mut now = shown.now();
    let mut told = None;
    loop {
        let page = now.file(&file).or_else(|| now.file(NOT_FOUND));
        if page.is_some_and(|bytes| now.look(&bytes) != is) {
            return stream.write_all(b"event: reload\ndata:\n\n");
        }
        if told.as_ref() != Some(&now.mistakes) {
            let list = serde_json::to_string(&*now.mistakes).unwrap_or_default();
            stream.write_all(format!("event: mistakes\ndata: {list}\n\n").as_bytes())?;
            told = Some(now.mistakes.clone());
        }
        now = loop {
            match shown.after(now.moment, BEAT) {
                Some(next) => break next,
                None => stream.write_all(b":\n\n")?,
            }
        };
    }
}
