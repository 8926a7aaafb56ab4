//! Paths inside the image.

/// An absolute path without `.`, `..`, doubled or trailing slashes; `None` if the text is none. `/` is one.
pub(super) fn normalize(text: &str) -> Option<String> {
    if !text.starts_with('/') || text.contains(|letter: char| letter.is_control()) {
        return None;
    }
    let mut parts = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

/// Whether a normalized path is a directory, or in it.
pub fn is_inside(path: &str, directory: &str) -> bool {
    let rest = path.strip_prefix(directory);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
