//! Themes: built-in ones embedded in the binary, with the site's templates, tokens and files on top.
//!
//! Templates are looked up in this order: the site's `templates/`, its theme, that theme's parent. A template can
//! name another one's exact copy, so a site's `base.html` may extend `themes/default/base.html`.

mod contrast;
mod files;
mod mentions;
mod problem;
mod site;

use crate::base::{Diagnostic, Sink, SourceFile, Sources};
use crate::present::PageView;
use crate::present::format::Formatter;
use crate::present::picked::Picked;
use crate::present::shown::Shown;
use crate::resolve::model::Model;
use crate::resolve::settings::Settings;
use files::ThemeFiles;
use problem::Origins;
use site::Site;
use tera::{Context, Kwargs, State, Tera};

/// Room for nearly every page, in bytes: it is let go of as soon as the page is written.
const USUAL_SIZE: usize = 128 << 10;

/// A loaded theme: templates ready to render, assets ready to write.
pub struct Theme {
    /// Output path (`assets/site.css` …) and content.
    pub assets: Vec<(String, Vec<u8>)>,
    /// Mistakes in the theme's files.
    pub findings: Vec<Diagnostic>,
    /// What its templates show of each page.
    pub shown: Shown,
    tera: Tera,
    origins: Origins,
    settings: Settings,
    site: Site,
}

/// Whether themes may be made of a file.
pub fn is_made_of(file: &SourceFile) -> bool {
    ["static/", "themes/", "templates/"].iter().any(|folder| file.path.starts_with(folder))
}

/// Loads the configured theme. Mistakes in templates are findings in the theme's file.
pub fn load(model: &Model, sources: &Sources) -> Theme {
    let sink = &mut Sink::default();
    let format = Formatter::new(&model.settings);
    let found = files::find(model, sources, sink);
    let mut assets = found.assets.clone();
    assets.push((site::STYLE.to_owned(), site::style(model, &format, &found, sink).into_bytes()));
    assets.extend(files::site_files(sources));
    assets.sort_by(|a, b| a.0.cmp(&b.0));

    let mut origins = Origins::new(model.settings.file);
    let mut tera = Tera::new();
    register(&mut tera, &format);
    let prefixes: Vec<String> = found.chain.iter().map(|name| format!("themes/{name}/")).collect();
    // Nothing was added before, which is this call's only way to fail.
    let _ = tera.set_fallback_prefixes(prefixes);
    let site = Site::new(model, &format);
    tera.global_context().insert("site", &site);
    add_templates(&mut tera, &mut origins, &found, sink);
    let findings = std::mem::take(sink).into_vec();
    Theme { assets, findings, shown: mentions::shown(&found), tera, origins, settings: model.settings.clone(), site }
}

/// What templates may call beside tera's own filters.
fn register(tera: &mut Tera, format: &Formatter) {
    let words = format.clone();
    // `"{n} rows" | word(n=count)`: arguments fill the places of a sentence, and `n` chooses its plural form.
    tera.register_filter("word", move |english: &str, places: Kwargs, _: &State| {
        let places: Vec<(String, String)> = places.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let places: Vec<(&str, &str)> = places.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        if places.is_empty() { words.word(english) } else { words.fill(english, &places) }
    });
}

/// Adds the theme's templates, then the site's; of the site's own, each good one counts even if another is broken.
fn add_templates(tera: &mut Tera, origins: &mut Origins, found: &ThemeFiles, sink: &mut Sink) {
    for t in found.templates.iter().chain(&found.overrides) {
        origins.add(&t.name, t.file, &t.text);
    }
    let pairs = |list: &[files::Template]| -> Vec<(String, String)> {
        list.iter().map(|t| (t.name.clone(), t.text.to_string())).collect()
    };
    if let Err(error) = tera.add_raw_templates(pairs(&found.templates)) {
        sink.push(origins.finding(&error, None));
        return;
    }
    if found.overrides.is_empty() || tera.add_raw_templates(pairs(&found.overrides)).is_ok() {
        return;
    }
    // One or more are broken: add them one by one, as long as that leads further, so that each mistake is named once.
    let mut left: Vec<&files::Template> = found.overrides.iter().collect();
    loop {
        let before = left.len();
        let mut failed = Vec::new();
        left.retain(|t| match tera.add_raw_templates([(t.name.clone(), t.text.to_string())]) {
            Ok(()) => false,
            Err(error) => {
                failed.push(origins.finding(&error, Some(&t.name)));
                true
            }
        });
        if left.len() == before || left.is_empty() {
            failed.into_iter().for_each(|finding| sink.push(finding));
            return;
        }
    }
}

impl Theme {
    /// Whether it would be loaded for this model as it is, if its files are the same.
    pub fn fits(&self, model: &Model) -> bool {
        self.settings == model.settings && self.site == Site::new(model, &Formatter::new(&model.settings))
    }

    /// Renders one page: HTML in UTF-8.
    ///
    /// # Errors
    /// A template's mistake, placed in the template.
    pub fn render(&self, page: PageView) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut context = Context::new();
        match self.shown.of(page.template) {
            Some(shown) => context.insert("page", &Picked { value: &page.frame, shown: &shown.page }),
            None => context.insert("page", &page.frame),
        }
        context.insert_value("view", page.view);
        let mut html = Vec::with_capacity(USUAL_SIZE);
        self.tera.render_to(page.template, &context, &mut html).map_err(|error| {
            let finding = self.origins.finding(&error, Some(page.template));
            Box::new(finding.help(format!("This happened while making {}", page.path)))
        })?;
        Ok(html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Level;
    use crate::present::{PageId, PresentCx, pages};
    use crate::resolve::settings::{AfterChange, AsOf, AsOfOrigin, HistorySettings, PeopleShown, TokenValue};
    use std::collections::BTreeMap;

    fn settings() -> Settings {
        Settings {
            file: None,
            title: "Larkmoor".to_owned(),
            description: None,
            as_of: AsOf { date: jiff::civil::date(2025, 11, 18), origin: AsOfOrigin::Configuration },
            locale: None,
            base_url: None,
            repository: None,
            feeds: Default::default(),
            left_out: Default::default(),
            logo: None,
            calendar: Default::default(),
            separators: Default::default(),
            csv: Default::default(),
            policy: "goalpost".to_owned(),
            policies: BTreeMap::new(),
            weakest: false,
            roll_up: Default::default(),
            after_change: AfterChange::Today,
            people: PeopleShown::Names,
            history: HistorySettings::default(),
            theme: "default".to_owned(),
            tokens: BTreeMap::new(),
            words: BTreeMap::new(),
            lints: BTreeMap::new(),
            raw_html: false,
            drafts: false,
            revision: None,
        }
    }

    fn model(settings: Settings, sources: &Sources) -> Model {
        crate::resolve::resolve(Vec::new(), settings, sources, None, &mut Sink::default())
    }

    fn files(files: &[(&str, &str)]) -> Sources {
        Sources::new(files.iter().map(|(p, t)| ((*p).to_owned(), t.as_bytes().to_vec())).collect())
    }

    fn render(model: &Model, sources: &Sources, theme: &Theme, id: PageId) -> Result<String, Box<Diagnostic>> {
        let mut sink = Sink::default();
        let scores = crate::compute::compute(model, None, &mut sink);
        let cx = PresentCx::new(model, &scores, sources, &[]);
        theme.render(pages::view(&cx, id)).map(|html| String::from_utf8(html).unwrap())
    }

    #[test]
    fn every_built_in_theme_renders_an_empty_site() {
        for name in files::built_in() {
            let sources = files(&[]);
            let model = model(Settings { theme: name.clone(), ..settings() }, &sources);
            let theme = load(&model, &sources);
            assert_eq!(theme.findings, [], "{name}");
            let scores = crate::compute::compute(&model, None, &mut Sink::default());
            let cx = PresentCx::new(&model, &scores, &sources, &[]);
            for id in pages::plan(&cx) {
                let html = theme.render(pages::view(&cx, id));
                let html = html.unwrap_or_else(|e| panic!("{name} {id:?}: {} {:?}", e.message, e.help));
                let html = String::from_utf8(html).unwrap();
                assert_eq!(html.matches("<h1").count(), 1, "{name} {id:?}");
                assert!(!html.contains(" style=\""), "{name} {id:?}");
            }
        }
    }

    #[test]
    fn a_site_replaces_one_partial_and_one_word() {
        let sources = files(&[("templates/partials/footer.html", "<footer>Ours</footer>")]);
        let words = BTreeMap::from([("About this build".to_owned(), "Ueber diesen Bau".to_owned())]);
        let model = model(Settings { words, ..settings() }, &sources);
        let theme = load(&model, &sources);
        assert_eq!(theme.findings, []);
        let html = render(&model, &sources, &theme, PageId::About).unwrap();
        assert!(html.contains("<footer>Ours</footer>"));
        assert!(html.contains("Ueber diesen Bau"));
    }

    #[test]
    fn a_site_base_may_extend_the_base_of_the_theme() {
        let base = "{% extends \"themes/default/base.html\" %}{% block head %}<meta name=\"x\">{% endblock head %}";
        let sources = files(&[("templates/base.html", base)]);
        let model = model(settings(), &sources);
        let theme = load(&model, &sources);
        assert!(render(&model, &sources, &theme, PageId::About).unwrap().contains("<meta name=\"x\">"));
    }

    #[test]
    fn mistakes_in_templates_are_placed_in_the_template() {
        let sources = files(&[
            ("templates/about.html", "<h1>{{ page.titel }}</h1>"),
            ("templates/base.html", "{% if %}"),
            ("templates/not_found.html", "{{ page.title | shout }}"),
        ]);
        let model = model(settings(), &sources);
        let theme = load(&model, &sources);
        let mut found: Vec<(&str, String, Level)> =
            theme.findings.iter().map(|d| (d.code.id(), sources.file(d.primary.file).path.clone(), d.level)).collect();
        found.sort();
        let error = |path: &str| ("E301", path.to_owned(), Level::Error);
        assert_eq!(found, [error("templates/base.html"), error("templates/not_found.html")]);
        let problem = render(&model, &sources, &theme, PageId::About).unwrap_err();
        assert_eq!(
            (problem.code.id(), sources.file(problem.primary.file).path.as_str()),
            ("E302", "templates/about.html")
        );
        assert!(problem.message.contains("titel"), "{}", problem.message);
    }

    #[test]
    fn an_unknown_token_is_a_finding_and_known_ones_are_written() {
        let sources = files(&[("goalpost.toml", "")]);
        let value = |v: &str| TokenValue { light: v.to_owned(), dark: None };
        let tokens = BTreeMap::from([
            ("accent".to_owned(), value("#123456")),
            ("acent".to_owned(), value("red")),
            ("ink".to_owned(), value("red;}")),
        ]);
        let file = sources.by_path("goalpost.toml").map(|f| f.id);
        let model = model(Settings { file, tokens, ..settings() }, &sources);
        let theme = load(&model, &sources);
        let codes: Vec<&str> = theme.findings.iter().map(|d| d.code.id()).collect();
        assert_eq!(codes, ["E304", "E304"]);
        assert!(theme.findings[0].help[0].contains("accent"));
        let css = &theme.assets.iter().find(|(path, _)| path == site::STYLE).unwrap().1;
        assert!(String::from_utf8_lossy(css).contains("}\n:root{--accent:#123456;}"));
    }

    #[test]
    fn an_unknown_theme_falls_back_to_the_default_one() {
        let sources = files(&[("goalpost.toml", "")]);
        let file = sources.by_path("goalpost.toml").map(|f| f.id);
        let model = model(Settings { file, theme: "defualt".to_owned(), ..settings() }, &sources);
        let theme = load(&model, &sources);
        assert_eq!(theme.findings[0].code.id(), "E303");
        assert!(render(&model, &sources, &theme, PageId::About).is_ok());
    }
}
