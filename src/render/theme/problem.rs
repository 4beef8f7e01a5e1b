//! A template's mistake as a finding in the template's file.

use crate::base::{Code, Diagnostic, FileId, Place, codes};
use std::collections::BTreeMap;
use tera::{Error, ErrorKind};

/// Where templates come from: their name → their file and text; embedded ones have none.
pub(super) struct Origins {
    templates: BTreeMap<String, (FileId, String)>,
    /// Where a mistake in an embedded template is reported: the configuration chose it.
    fallback: FileId,
}

impl Origins {
    pub(super) fn new(configuration: Option<FileId>) -> Self {
        Self { templates: BTreeMap::new(), fallback: configuration.unwrap_or(FileId(0)) }
    }

    pub(super) fn add(&mut self, name: &str, file: Option<FileId>, text: &str) {
        if let Some(file) = file {
            self.templates.insert(name.to_owned(), (file, text.to_owned()));
        }
    }

    /// The finding for an error, placed in the template it speaks of, else in `template`.
    pub(super) fn finding(&self, error: &Error, template: Option<&str>) -> Diagnostic {
        let (code, name, at, message) = match error.kind() {
            ErrorKind::SyntaxError(r) => {
                (codes::TEMPLATE_SYNTAX, Some(r.filename()), span(&r.span().range), r.message().to_owned())
            }
            ErrorKind::RenderingError(r) => {
                (codes::TEMPLATE_RENDER, Some(r.filename()), span(&r.span().range), r.message().to_owned())
            }
            ErrorKind::MissingParent { current, parent } => {
                let message = format!("“{parent}”, which this template extends, does not exist");
                (codes::TEMPLATE_SYNTAX, Some(current.as_str()), Place::File, message)
            }
            ErrorKind::CircularExtend { tpl, .. } => (
                codes::TEMPLATE_SYNTAX,
                Some(tpl.as_str()),
                Place::File,
                "templates extend each other in a circle".to_owned(),
            ),
            ErrorKind::CircularInclude { tpl, .. } => (
                codes::TEMPLATE_SYNTAX,
                Some(tpl.as_str()),
                Place::File,
                "templates include each other in a circle".to_owned(),
            ),
            _ => return self.reported(&error.to_string(), template),
        };
        self.place(code, name.or(template), at, message)
    }

    /// References that lead nowhere come as a printed report: `error: Unknown filter …\n --> name:line:column`.
    fn reported(&self, report: &str, template: Option<&str>) -> Diagnostic {
        let first = report.lines().next().unwrap_or_default();
        let message = first.strip_prefix("error: ").unwrap_or(first).to_owned();
        let place = report.lines().find_map(|l| l.trim().strip_prefix("--> ")).and_then(|at| {
            let mut parts = at.rsplitn(3, ':');
            let column: usize = parts.next()?.parse().ok()?;
            let line: usize = parts.next()?.parse().ok()?;
            Some((parts.next()?, line, column))
        });
        match place {
            Some((name, line, column)) => {
                let at = self.templates.get(name).map_or(Place::File, |(_, text)| offset(text, line, column));
                self.place(codes::TEMPLATE_SYNTAX, Some(name), at, message)
            }
            None => self.place(codes::TEMPLATE_SYNTAX, template, Place::File, message),
        }
    }

    fn place(&self, code: Code, name: Option<&str>, at: Place, message: String) -> Diagnostic {
        match name.and_then(|n| self.templates.get(n)) {
            Some((file, _)) => Diagnostic::new(code, *file, at, message),
            None => {
                let built_in = name.unwrap_or("a template");
                Diagnostic::new(code, self.fallback, Place::File, format!("{built_in}: {message}"))
            }
        }
    }
}

fn span(range: &std::ops::Range<usize>) -> Place {
    Place::Span(range.start as u32, range.end as u32)
}

/// The place of a line and column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> Place {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let into: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    let at = (start + into) as u32;
    Place::Span(at, at + 1)
}
