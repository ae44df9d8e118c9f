//! A configuration as a whole: read, asked section by section, then closed.

use std::path::Path;

use super::fault::Fault;
use super::section::Section;

/// A configuration that is being read; collects every fault until [`Document::finish`].
#[derive(Debug, Default)]
pub struct Document {}

impl Document {
    /// Reads a file (or none) and lays the environment's overrides over it.
    pub fn load(
        _path: Option<&Path>,
        _environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Fault>> {
        Ok(Self {})
    }

    /// Reads a text that is called `name` in faults.
    pub fn parse(
        _name: &str,
        _text: &str,
        _environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Fault>> {
        Ok(Self {})
    }

    /// Whether anything was said about a section.
    pub fn has(&self, _name: &str) -> bool {
        false
    }

    /// Marks a section as somebody else's: known, not read here.
    pub fn ignore(&mut self, _name: &str) {}

    /// Reads one section; `None` when something it needs is missing or faulty.
    pub fn section<T>(
        &mut self,
        _name: &str,
        read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Option<T> {
        read(&mut Section { faults: &mut Vec::new() })
    }

    /// Adds what nobody asked for, and returns every fault in the order of the file.
    pub fn finish(self) -> Result<(), Vec<Fault>> {
        Ok(())
    }
}
