//! Themes: built-in ones embedded in the binary, with the site's templates, tokens and files on top.

use crate::base::{Diagnostic, Sink, Sources};
use crate::present::PageView;
use crate::resolve::model::Model;

/// A loaded theme: templates ready to render, assets ready to write.
pub struct Theme {
    /// Output path (`assets/site.css` …) and content.
    pub assets: Vec<(String, Vec<u8>)>,
}

/// Loads the configured theme. Mistakes in templates are findings in the theme's file.
pub fn load(_model: &Model, _sources: &Sources, _sink: &mut Sink) -> Theme {
    Theme { assets: Vec::new() }
}

impl Theme {
    /// Renders one page.
    ///
    /// # Errors
    /// A template's mistake, placed in the template.
    pub fn render(&self, _page: &PageView) -> Result<String, Box<Diagnostic>> {
        Ok(String::new())
    }
}
