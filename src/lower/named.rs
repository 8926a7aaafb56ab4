//! Files that the spec asks for by a name: a named context of the client's, or an image.

use buildkit_llb::Output;

use super::Site;
use super::context::{Context, Part};
use crate::diagnostic::{Diagnostic, Location, texts};
use crate::plan::SentFiles;

impl Site<'_> {
    /// Everything that stands for a name.
    ///
    /// # Errors
    /// When nothing does.
    pub(super) fn named(&self, name: &str, at: &[Location]) -> Result<Output, Diagnostic> {
        let context = self.context(name)?;
        Ok(context.all(&self.part_of(name, "", at)))
    }

    /// A tree with some paths of what stands for a name, and maybe with others. A `*` in a path's last part matches.
    ///
    /// # Errors
    /// When nothing does.
    pub fn named_paths(
        &self,
        name: &str,
        paths: &[String],
        at: &[Location],
    ) -> Result<Output, Diagnostic> {
        let context = self.context(name)?;
        Ok(context.with(paths, &self.part_of(name, &paths.join(","), at)))
    }

    /// What patterns let through of what stands for a name.
    ///
    /// # Errors
    /// When nothing does.
    pub(super) fn named_files(
        &self,
        name: &str,
        files: &SentFiles,
        at: &[Location],
    ) -> Result<Output, Diagnostic> {
        let context = self.context(name)?;
        let part = files.include.join(",");
        Ok(context.matching(files, &self.part_of(name, &part, at)))
    }

    /// A file that exists, in the root of a tree.
    ///
    /// # Errors
    /// When nothing stands for the name.
    pub(super) fn named_file(
        &self,
        name: &str,
        path: &str,
        at: &[Location],
    ) -> Result<Output, Diagnostic> {
        let context = self.context(name)?;
        Ok(context.file(path, &self.part_of(name, path, at)))
    }

    fn context(&self, name: &str) -> Result<&Context, Diagnostic> {
        let found = self.contexts.get(name);
        found.ok_or_else(|| texts::context::not_given(name))
    }

    fn part_of<'a>(&self, name: &str, part: &'a str, at: &'a [Location]) -> Part<'a> {
        let stage = self.stage(format_args!("context {name}"));
        Part {
            name: part,
            title: format!("{stage} load from client"),
            at,
        }
    }
}
