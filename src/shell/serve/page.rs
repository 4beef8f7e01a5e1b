//! What a page is given on its way to the browser: the script that reloads it, and leave to run it.

/// Where the server's own files are; no file of a site begins with a dot.
pub(super) const OWN: &str = "/.goalpost/";
/// The script that listens, reloads and shows mistakes.
pub(super) const SCRIPT: &str = include_str!("reload.js");
/// The looks of what it shows.
pub(super) const STYLE: &str = include_str!("overlay.css");

const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";

/// The page with the script in it. `path` and `is` say to the script what it stands on.
pub(super) fn with_script(page: &str, path: &str, is: u64) -> String {
    let mut out = String::with_capacity(page.len() + 256);
    let mut rest = page;
    if let Some(at) = page.find(POLICY) {
        let (before, policy) = page.split_at(at + POLICY.len());
        out.push_str(before);
        // What the site forbids itself stays forbidden; the script may ask this server alone.
        rest = match policy.split_once("connect-src ") {
            Some((own, after)) if !own.contains('"') => {
                out.push_str(own);
                out.push_str("connect-src 'self' ");
                after.strip_prefix("'none'").unwrap_or(after)
            }
            _ => {
                out.push_str("connect-src 'self'; ");
                policy
            }
        };
    }
    let (body, end) = rest.rfind("</body>").map_or((rest, ""), |at| rest.split_at(at));
    let path = path.replace('&', "&amp;").replace('"', "&quot;");
    out.push_str(body);
    out.push_str(&format!("<script src=\"{OWN}reload.js\" data-path=\"{path}\" data-is=\"{is:x}\"></script>"));
    out.push_str(end);
    out
}

#[cfg(test)]
mod tests {
    use super::with_script;

    #[test]
    fn the_script_stands_last_and_may_ask_its_server() {
        let page = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self'\"><body><p></body>";
        assert_eq!(
            with_script(page, "a\".html", 255),
            "<meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'self'; default-src 'none'; img-src 'self'\">\
             <body><p><script src=\"/.goalpost/reload.js\" data-path=\"a&quot;.html\" data-is=\"ff\"></script></body>"
        );
    }

    #[test]
    fn a_policy_of_ones_own_is_widened_by_this_server_alone() {
        let page = "<meta http-equiv=\"Content-Security-Policy\" content=\"connect-src 'none'; img-src x\">";
        assert!(with_script(page, "", 0).contains("content=\"connect-src 'self' ; img-src x\">"));
        assert!(with_script("<p>", "", 0).starts_with("<p><script"));
    }
}
