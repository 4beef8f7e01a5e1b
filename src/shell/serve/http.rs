//! HTTP/1.1 as far as a browser on the same machine needs it: GET and HEAD, one connection after the other on a thread.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::net::{IpAddr, TcpStream};

/// The longest head of a request that is read.
const LONGEST: usize = 16 * 1024;

/// A request, as far as it is looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// `HEAD`: everything but the body is sent.
    pub head_only: bool,
    /// As it came, with percent signs; without the query.
    pub path: String,
    pub query: String,
    pub host: String,
    pub keep_alive: bool,
}

/// What a request was instead.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// The connection has ended.
    Over,
    /// Not HTTP, too long, or with a body.
    Malformed,
    /// Neither GET nor HEAD.
    Method,
}

/// Reads one request; `rest` holds what was read of the next one.
pub(super) fn read(stream: &mut impl Read, rest: &mut Vec<u8>) -> Result<Request, Bad> {
    loop {
        if let Some((request, length)) = parse(rest)? {
            rest.drain(..length);
            return Ok(request);
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return Err(Bad::Over),
            Ok(n) => rest.extend_from_slice(&buffer[..n]),
        }
    }
}

/// The request at the start of some bytes and its length; `None`: there is more to come.
fn parse(bytes: &[u8]) -> Result<Option<(Request, usize)>, Bad> {
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if bytes.len() < LONGEST => return Ok(None),
        _ => return Err(Bad::Malformed),
    };
    let values = |name: &str| {
        let named = request.headers.iter().filter(move |h| h.name.eq_ignore_ascii_case(name));
        named.map(|h| String::from_utf8_lossy(h.value)).collect::<Vec<Cow<'_, str>>>()
    };
    let (hosts, connection) = (values("host"), values("connection").join(",").to_ascii_lowercase());
    let has_body = !values("transfer-encoding").is_empty() || values("content-length").iter().any(|v| v != "0");
    let (target, [host]) = (request.path.unwrap_or_default(), &hosts[..]) else { return Err(Bad::Malformed) };
    if has_body || !target.starts_with('/') {
        return Err(Bad::Malformed);
    }
    let head_only = match request.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Err(Bad::Method),
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let keep_alive = request.version == Some(1) && !connection.contains("close");
    let request =
        Request { head_only, path: path.to_owned(), query: query.to_owned(), host: host.to_string(), keep_alive };
    Ok(Some((request, length)))
}

/// What is answered.
pub(super) struct Response {
    pub status: &'static str,
    pub kind: &'static str,
    pub body: Vec<u8>,
    /// Where to go instead.
    pub location: Option<String>,
}

impl Response {
    pub fn new(status: &'static str, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, body: body.into(), location: None }
    }

    /// A few words.
    pub fn text(status: &'static str, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", text)
    }

    /// Sends it.
    pub fn write(&self, to: &mut TcpStream, head_only: bool, keep_alive: bool) -> io::Result<()> {
        let mut bytes = format!(
            "HTTP/1.1 {}\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: {}\r\ncache-control: no-store\r\n\
             x-content-type-options: nosniff\r\ncross-origin-resource-policy: same-origin\r\n",
            self.status,
            self.kind,
            self.body.len(),
            if keep_alive { "keep-alive" } else { "close" },
        )
        .into_bytes();
        if let Some(location) = &self.location {
            bytes.extend_from_slice(format!("location: {location}\r\n").as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        if !head_only {
            bytes.extend_from_slice(&self.body);
        }
        to.write_all(&bytes)
    }
}

/// A path without percent signs; `None` where it is no text.
pub(super) fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let digit = |b: Option<u8>| (b? as char).to_digit(16).map(|d| d as u8);
        bytes.push(match byte {
            b'%' => digit(rest.next())? << 4 | digit(rest.next())?,
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control))
}

/// Whether the name in the Host header is this server's own: a page elsewhere that lets its name point here must not
/// read the site.
pub(super) fn is_own_host(host: &str, listening: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(name, _)| name),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.eq_ignore_ascii_case(listening) || name.parse::<IpAddr>().is_ok()
}

/// The media type of a file of the site.
pub(super) fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str) -> Result<Request, Bad> {
        read(&mut text.as_bytes(), &mut Vec::new())
    }

    #[test]
    fn a_request_is_its_path_its_query_and_its_host() {
        let read = request("GET /kpis/?x=1 HTTP/1.1\r\nHost: localhost:4000\r\n\r\n").unwrap();
        assert_eq!((read.path.as_str(), read.query.as_str(), read.host.as_str()), ("/kpis/", "x=1", "localhost:4000"));
        assert!(read.keep_alive && !read.head_only);
        let read = request("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
        assert!(!read.keep_alive && read.head_only);
    }

    #[test]
    fn what_is_no_plain_question_is_refused() {
        assert_eq!(request("POST / HTTP/1.1\r\nHost: a\r\n\r\n"), Err(Bad::Method));
        for bad in [
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET http://elsewhere/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            "\u{16}\u{3}\u{1}",
        ] {
            assert_eq!(request(bad), Err(Bad::Malformed), "{bad:?}");
        }
        assert_eq!(request(""), Err(Bad::Over));
        assert_eq!(request(&format!("GET /{} HTTP/1.1\r\n", "a".repeat(2 * LONGEST))), Err(Bad::Malformed));
    }

    #[test]
    fn only_whole_escapes_of_text_are_decoded() {
        assert_eq!(decode("/a%20b/%C3%A4").as_deref(), Some("/a b/ä"));
        for odd in ["/%", "/%2", "/%zz", "/%ff", "/%00", "/%0d%0a"] {
            assert_eq!(decode(odd), None, "{odd}");
        }
    }

    #[test]
    fn names_of_others_are_no_host_of_ours() {
        for own in ["localhost", "localhost:4000", "127.0.0.1:4000", "[::1]:4000", "192.168.1.7", "goals.lan:80"] {
            assert!(is_own_host(own, "goals.lan"), "{own}");
        }
        for other in ["evil.example", "evil.example:4000", "localhost.evil.example", "", "127.0.0.1.evil.example"] {
            assert!(!is_own_host(other, "127.0.0.1"), "{other}");
        }
    }
}
