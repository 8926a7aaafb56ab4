//! Real inputs, from which others are made.

use std::fs;
use std::path::{Path, PathBuf};

/// The top of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files in a directory of the repository, and below it, that have one of these names; all of them where none is given.
pub fn files(directory: &str, names: &[&str]) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    collect(&repository().join(directory), &mut paths);
    paths.sort();
    let is_wanted = |path: &&PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        names.is_empty() || name.is_some_and(|name| names.contains(&name))
    };
    let wanted = paths.iter().filter(is_wanted);
    wanted.filter_map(|path| fs::read(path).ok()).collect()
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

/// The blocks of a language in a Markdown file of the repository.
pub fn blocks(path: &str, language: &str) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(repository().join(path)).unwrap_or_default();
    let starts = format!("```{language}\n");
    let blocks = text.split(&starts).skip(1);
    blocks
        .filter_map(|rest| Some(rest.split_once("```")?.0.as_bytes().to_vec()))
        .collect()
}
