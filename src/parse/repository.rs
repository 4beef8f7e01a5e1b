//! `repository` of `goalpost.toml`: an address, or `[repository]`.

use super::keys::Section;
use super::reader::{Cx, Fields, Node};
use super::shared::text;
use crate::base::codes;
use crate::domain::{Host, Repository};
use serde_yaml::Value;

const HOSTS: &[(&str, Host)] = &[
    ("github", Host::GitHub),
    ("gitlab", Host::GitLab),
    ("gitea", Host::Gitea),
    ("forgejo", Host::Gitea),
    ("other", Host::Other),
];

/// Where the goals are kept; `None` where no whole address says so.
pub fn repository(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<Repository> {
    if !matches!(node.value, Value::Mapping(_)) {
        let url = address(node, cx)?;
        return Some(Repository { host: host(&url, node, cx), url, branch: "main".to_owned(), folder: String::new() });
    }
    let mut fields = Fields::open(node, Section::Repository, cx)?;
    let url = fields.take("url");
    if url.is_none() {
        fields.missing("url", cx);
    }
    let branch = text(&mut fields, "branch", cx).unwrap_or_else(|| "main".to_owned());
    let written = fields.take("host").and_then(|n| n.word(HOSTS, cx));
    let folder = text(&mut fields, "folder", cx).unwrap_or_default().trim_matches('/').to_owned();
    fields.finish(cx);
    let node = url?;
    let url = address(&node, cx)?;
    let host = written.unwrap_or_else(|| host(&url, &node, cx));
    Some(Repository { url, branch, host, folder })
}

fn address(node: &Node<'_>, cx: &mut Cx<'_>) -> Option<String> {
    let url = node.text(cx)?.trim_end_matches('/').trim_end_matches(".git").to_owned();
    if url.starts_with("https://") || url.starts_with("http://") {
        return Some(url);
    }
    let finding = node.problem(codes::UNKNOWN_WORD, format!("`{url}` is not a whole address"));
    cx.push(finding.help("Write the address that a browser shows: https://github.com/larkmoor/goals"));
    None
}

/// The host that the address names; one that nobody can tell is a finding.
fn host(url: &str, node: &Node<'_>, cx: &mut Cx<'_>) -> Host {
    Host::of(url).unwrap_or_else(|| {
        let message = format!("`{url}` does not say whose forms the repository has");
        let finding = node.problem(codes::MISSING_KEY, message);
        cx.push(
            finding.help(format!(
                "Write: repository = {{ url = \"{url}\", host = \"gitlab\" }}, or gitea, forgejo, other"
            )),
        );
        Host::Other
    })
}
