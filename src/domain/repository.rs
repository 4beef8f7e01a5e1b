//! Where the goals are kept on the web: the addresses of a file's text, of its editor and of the form for a new file.

/// Whose addresses a repository has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    GitHub,
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
    /// Its addresses are not known: no link leads there.
    Other,
}

/// The folder of the goals on the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// `https://github.com/larkmoor/goals`, without a slash at the end.
    pub url: String,
    pub branch: String,
    pub host: Host,
    /// Where in the repository the goals stand; empty: at its top.
    pub folder: String,
}

/// The longest address that every host takes: GitHub refuses requests of more than 8,191 bytes.
const LONGEST: usize = 8000;

impl Host {
    /// The host of an address, where its name says so.
    pub fn of(url: &str) -> Option<Self> {
        let name = url.split_once("://")?.1.split('/').next()?.to_lowercase();
        [
            ("github", Host::GitHub),
            ("gitlab", Host::GitLab),
            ("gitea", Host::Gitea),
            ("forgejo", Host::Gitea),
            ("codeberg", Host::Gitea),
        ]
        .into_iter()
        .find_map(|(word, host)| name.contains(word).then_some(host))
    }
}

impl Repository {
    /// The form that edits a file; `path` is relative to the goals.
    pub fn edit(&self, path: &str) -> Option<String> {
        self.page(["edit", "-/edit", "_edit"], path)
    }

    /// A file's text.
    pub fn text(&self, path: &str) -> Option<String> {
        self.page(["blob", "-/blob", "src/branch"], path)
    }

    /// A revision with what it changed.
    pub fn commit(&self, revision: &str) -> Option<String> {
        let word = match self.host {
            Host::GitHub | Host::Gitea => "commit",
            Host::GitLab => "-/commit",
            Host::Other => return None,
        };
        Some(format!("{}/{word}/{revision}", self.url))
    }

    /// The form for a new file, with its name and, where the whole address is not too long, its text filled in.
    pub fn new_file(&self, path: &str, text: &str) -> Option<String> {
        let form = self.page(["new", "-/new", "_new"], "")?;
        let [name, value] = match self.host {
            Host::GitLab => ["file_name", "content"],
            _ => ["filename", "value"],
        };
        let named = format!("{form}?{name}={}", query(&self.inside(path)));
        let filled = format!("{named}&{value}={}", query(text));
        Some(if filled.len() <= LONGEST { filled } else { named })
    }

    /// An address by the words that GitHub, GitLab and Gitea have for it.
    fn page(&self, words: [&str; 3], path: &str) -> Option<String> {
        let [github, gitlab, gitea] = words;
        let word = match self.host {
            Host::GitHub => github,
            Host::GitLab => gitlab,
            Host::Gitea => gitea,
            Host::Other => return None,
        };
        let mut page = format!("{}/{word}/{}", self.url, encoded_path(&self.branch));
        if !path.is_empty() {
            page.push('/');
            page.push_str(&encoded_path(&self.inside(path)));
        }
        Some(page)
    }

    /// A path of the goals as a path of the repository.
    fn inside(&self, path: &str) -> String {
        if self.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", self.folder) }
    }
}

/// A path as an address: what would end or break it is percent-encoded.
pub fn encoded_path(path: &str) -> String {
    path.replace('%', "%25").replace(' ', "%20").replace('#', "%23").replace('?', "%3F")
}

/// A text as the value of a query: letters, digits and `-._~/` stay as they are.
fn query(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str, folder: &str) -> Repository {
        let host = Host::of(url).unwrap();
        Repository { url: url.to_owned(), branch: "main".to_owned(), host, folder: folder.to_owned() }
    }

    #[test]
    fn every_host_has_its_own_addresses() {
        let github = at("https://github.com/larkmoor/goals", "");
        let gitlab = at("https://gitlab.example.com/larkmoor/goals", "");
        let forgejo = at("https://codeberg.org/larkmoor/goals", "");
        assert_eq!(github.edit("people.csv").unwrap(), "https://github.com/larkmoor/goals/edit/main/people.csv");
        assert_eq!(gitlab.text("a b.md").unwrap(), "https://gitlab.example.com/larkmoor/goals/-/blob/main/a%20b.md");
        assert_eq!(forgejo.text("a.md").unwrap(), "https://codeberg.org/larkmoor/goals/src/branch/main/a.md");
        assert_eq!(
            [github, gitlab, forgejo].map(|r| r.new_file("check-ins/x.md", "## A 7/10\n").unwrap()),
            [
                "https://github.com/larkmoor/goals/new/main?filename=check-ins/x.md&value=%23%23%20A%207/10%0A",
                "https://gitlab.example.com/larkmoor/goals/-/new/main?file_name=check-ins/x.md&content=%23%23%20A%207/10%0A",
                "https://codeberg.org/larkmoor/goals/_new/main?filename=check-ins/x.md&value=%23%23%20A%207/10%0A",
            ]
        );
        assert_eq!(Host::of("https://git.example.com/github/goals"), None);
    }

    #[test]
    fn the_folder_of_the_goals_comes_before_their_paths() {
        let repository = at("https://github.com/larkmoor/site", "docs/goals");
        assert_eq!(repository.edit("a.md").unwrap(), "https://github.com/larkmoor/site/edit/main/docs/goals/a.md");
        assert!(repository.new_file("a.md", "").unwrap().contains("?filename=docs/goals/a.md&"));
    }

    #[test]
    fn a_text_too_long_for_an_address_is_left_out() {
        let form = at("https://github.com/larkmoor/goals", "").new_file("a.md", &"é".repeat(2000)).unwrap();
        assert_eq!(form, "https://github.com/larkmoor/goals/new/main?filename=a.md");
    }
}
