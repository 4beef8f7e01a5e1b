//! Literate tests: Markdown whose headings are cases and whose fenced blocks are files and expectations.

/// One heading and the fenced blocks under it, in order: info string and text.
#[derive(Debug)]
pub struct Section {
    pub title: String,
    pub blocks: Vec<(String, String)>,
}

impl Section {
    /// Blocks that are files of a goals repository: their info string is a path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.blocks.iter().filter(|(info, _)| info.contains('.') && committed(info).is_none());
        files.map(|(info, text)| (info.as_str(), text.as_str()))
    }

    /// The files with their past: a block with a day behind its path is what was committed on that day.
    pub fn aged(&self, files: crate::memory::Repository) -> crate::memory::Aged {
        let committed = self.blocks.iter().filter_map(|(info, text)| {
            let (path, day) = committed(info)?;
            Some((day.to_owned(), path.to_owned(), text.as_bytes().to_vec()))
        });
        crate::memory::Aged { files, committed: committed.collect() }
    }

    /// The files with their bytes: an info string may end in `windows-1252`, or in `N-bytes` for a text padded to that length.
    pub fn repository(&self) -> crate::memory::Repository {
        let bytes = |info: &str, text: &str| match info.split_once(' ') {
            Some((path, "windows-1252")) => {
                (path.to_owned(), text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect())
            }
            Some((path, padding)) => {
                let length: usize = padding.strip_suffix("-bytes").unwrap().parse().unwrap();
                let words = " and parcels".repeat(length / 12);
                (path.to_owned(), format!("{}{words}\n", text.trim_end()).into_bytes())
            }
            None => (info.to_owned(), text.as_bytes().to_vec()),
        };
        crate::memory::Repository(self.files().map(|(info, text)| bytes(info, text)).collect())
    }

    /// The block with this info string.
    pub fn block(&self, info: &str) -> Option<&str> {
        self.blocks.iter().find(|(i, _)| i == info).map(|(_, text)| text.as_str())
    }
}

/// Path and day of `path 2026-07-01`.
fn committed(info: &str) -> Option<(&str, &str)> {
    info.split_once(' ').filter(|(_, day)| day.len() == 10 && day.starts_with("20"))
}

/// Splits a Markdown text. Fences may be longer than three, to hold fences.
pub fn sections(text: &str) -> Vec<Section> {
    let mut out: Vec<Section> = Vec::new();
    let mut fence: Option<(String, String, String)> = None;
    for line in text.lines() {
        if let Some((mark, info, body)) = &mut fence {
            if line.trim_end() == mark {
                let block = (std::mem::take(info), std::mem::take(body));
                fence = None;
                if let Some(section) = out.last_mut() {
                    section.blocks.push(block);
                }
            } else {
                body.push_str(line);
                body.push('\n');
            }
        } else if line.starts_with("```") {
            let mark: String = line.chars().take_while(|c| *c == '`').collect();
            let info = line[mark.len()..].trim().to_owned();
            fence = Some((mark, info, String::new()));
        } else if line.starts_with('#') {
            out.push(Section { title: line.trim_start_matches('#').trim().to_owned(), blocks: Vec::new() });
        }
    }
    assert!(fence.is_none(), "a fence is not closed");
    out
}
