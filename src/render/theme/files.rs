//! Where a theme's files come from: the binary, or the repository.

use crate::base::suggest::nearest;
use crate::base::{Diagnostic, FileId, Place, Sink, Sources, codes};
use crate::resolve::model::Model;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The themes that ship with Goalpost.
static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// The theme under every other.
const DEFAULT: &str = "default";

/// A template with its name for tera and, where an author wrote it, its file.
pub(super) struct Template {
    pub(super) name: String,
    pub(super) file: Option<FileId>,
    pub(super) text: Cow<'static, str>,
}

/// The files of a theme and its parents.
pub(super) struct ThemeFiles {
    /// The theme's name, then its parent's.
    pub(super) chain: Vec<String>,
    /// `themes/<name>/objective.html`.
    pub(super) templates: Vec<Template>,
    /// The site's own `templates/`, by plain name.
    pub(super) overrides: Vec<Template>,
    /// Output path and content of stylesheets, scripts and images.
    pub(super) assets: Vec<(String, Vec<u8>)>,
    /// Stylesheets in order, parents first.
    pub(super) styles: Vec<Style>,
    /// Names that `[theme.tokens]` may set.
    pub(super) tokens: Vec<String>,
    /// Each value of a line has a dot that tells it.
    pub(super) dots: bool,
}

/// A stylesheet and, where an author wrote it, its file.
pub(super) struct Style {
    pub(super) file: Option<FileId>,
    pub(super) css: String,
}

/// `theme.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Manifest {
    parent: Option<String>,
    styles: Vec<String>,
    tokens: Vec<String>,
    /// As the parent has it, if not said.
    dots: Option<bool>,
}

/// The files of one theme, by path inside it.
type Files = BTreeMap<String, (Option<FileId>, Cow<'static, [u8]>)>;

/// The configured theme with its parents.
pub(super) fn find(model: &Model, sources: &Sources, sink: &mut Sink) -> ThemeFiles {
    let mut chain: Vec<(String, Files, Manifest)> = Vec::new();
    let mut next = Some(model.settings.theme.clone());
    while let Some(name) = next.take() {
        if chain.iter().any(|(known, ..)| *known == name) {
            break;
        }
        let Some(files) = theme(&name, sources) else {
            unknown(model, sources, &name, sink);
            if name != DEFAULT {
                next = Some(DEFAULT.to_owned());
            }
            continue;
        };
        let manifest = manifest(&files, sink);
        // A theme without a parent of its own stands on the default one.
        next = manifest.parent.clone().or_else(|| (name != DEFAULT).then(|| DEFAULT.to_owned()));
        chain.push((name, files, manifest));
    }
    join(chain, sources)
}

fn join(chain: Vec<(String, Files, Manifest)>, sources: &Sources) -> ThemeFiles {
    let mut found = ThemeFiles {
        chain: chain.iter().map(|(name, ..)| name.clone()).collect(),
        templates: Vec::new(),
        overrides: overrides(sources),
        assets: Vec::new(),
        styles: Vec::new(),
        tokens: Vec::new(),
        dots: true,
    };
    let mut assets: BTreeMap<String, (Option<FileId>, Cow<'static, [u8]>)> = BTreeMap::new();
    let mut styles: Vec<String> = Vec::new();
    // Parents first, so that a child's file of the same name replaces its parent's.
    for (name, files, manifest) in chain.into_iter().rev() {
        for style in manifest.styles {
            if !styles.contains(&style) {
                styles.push(style);
            }
        }
        found.tokens.extend(manifest.tokens);
        found.dots = manifest.dots.unwrap_or(found.dots);
        for (path, (file, bytes)) in files {
            if let Some(rest) = path.strip_prefix("templates/") {
                let name = format!("themes/{name}/{rest}");
                found.templates.push(Template { name, file, text: text(bytes) });
            } else if let Some(rest) = path.strip_prefix("static/") {
                assets.insert(format!("assets/{rest}"), (file, bytes));
            }
        }
    }
    for style in styles {
        if let Some((file, bytes)) = assets.remove(&format!("assets/{style}")) {
            found.styles.push(Style { file, css: text(bytes).into_owned() });
        }
    }
    found.assets = assets.into_iter().map(|(path, (_, bytes))| (path, bytes.into_owned())).collect();
    found
}

/// Templates are UTF-8; what is not shows a replacement sign where it stands.
fn text(bytes: Cow<'static, [u8]>) -> Cow<'static, str> {
    match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// A theme of the repository, or a built-in one.
fn theme(name: &str, sources: &Sources) -> Option<Files> {
    let prefix = format!("themes/{name}/");
    let own: Files = sources
        .iter()
        .filter_map(|f| f.path.strip_prefix(&prefix).map(|rest| (rest.to_owned(), f)))
        .map(|(rest, f)| (rest, (Some(f.id), Cow::Owned(f.bytes().to_vec()))))
        .collect();
    if !own.is_empty() {
        return Some(own);
    }
    let mut files = Files::new();
    collect(BUILT_IN.get_dir(name)?, name, &mut files);
    Some(files)
}

fn collect(dir: &'static Dir<'static>, name: &str, files: &mut Files) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let Some(rest) = path.strip_prefix(&format!("{name}/")) {
            files.insert(rest.to_owned(), (None, Cow::Borrowed(file.contents())));
        }
    }
    dir.dirs().for_each(|sub| collect(sub, name, files));
}

fn manifest(files: &Files, sink: &mut Sink) -> Manifest {
    let Some((file, bytes)) = files.get("theme.toml") else {
        return Manifest::default();
    };
    match toml::from_str(&String::from_utf8_lossy(bytes)) {
        Ok(manifest) => manifest,
        Err(error) => {
            if let Some(file) = file {
                let at = error.span().map_or(Place::File, |s| Place::Span(s.start as u32, s.end as u32));
                sink.push(Diagnostic::new(codes::TOML_SYNTAX, *file, at, error.message().to_owned()));
            }
            Manifest::default()
        }
    }
}

fn unknown(model: &Model, sources: &Sources, name: &str, sink: &mut Sink) {
    let mut known: Vec<String> = built_in();
    known.extend(
        sources
            .iter()
            .filter_map(|f| f.path.strip_prefix("themes/")?.split_once('/'))
            .map(|(theme, _)| theme.to_owned()),
    );
    known.sort();
    known.dedup();
    let message = format!("there is no theme “{name}”");
    let place = Place::Value("theme.name".to_owned());
    let Some(file) = model.settings.file else { return };
    sink.push(
        Diagnostic::new(codes::UNKNOWN_THEME, file, place, message)
            .help_opt(nearest(name, known.iter().map(String::as_str)).map(|n| format!("did you mean “{n}”?")))
            .help(format!("themes here: {}", known.join(", "))),
    );
}

/// The names of the themes that ship with Goalpost.
pub(super) fn built_in() -> Vec<String> {
    BUILT_IN.dirs().map(|d| d.path().to_string_lossy().into_owned()).collect()
}

/// `templates/` of the site.
fn overrides(sources: &Sources) -> Vec<Template> {
    sources
        .iter()
        .filter_map(|f| Some((f.path.strip_prefix("templates/")?, f)))
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, f)| Template { name: name.to_owned(), file: Some(f.id), text: Cow::Owned(f.text.to_string()) })
        .collect()
}

/// `static/` of the site, copied as it is.
pub(super) fn site_files(sources: &Sources) -> Vec<(String, Vec<u8>)> {
    sources.iter().filter(|f| f.path.starts_with("static/")).map(|f| (f.path.clone(), f.bytes().to_vec())).collect()
}
