//! One table of the configuration, asked key by key.

use super::fault::Fault;
use super::secret::SecretSource;
use super::value::Value;

/// A table that is being read. Every method answers `None` when a fault was recorded.
#[derive(Debug)]
pub struct Section<'d> {
    pub(super) faults: &'d mut Vec<Fault>,
}

impl Section<'_> {
    /// A key that must be there.
    pub fn required<T>(
        &mut self,
        _key: &str,
        _parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        None
    }

    /// A key that may be absent.
    pub fn optional<T>(
        &mut self,
        _key: &str,
        _parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<Option<T>> {
        None
    }

    /// A key that has a value when it is absent.
    pub fn default<T>(
        &mut self,
        _key: &str,
        absent: T,
        _parse: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        Some(absent)
    }

    /// A table within the table; an absent one is read as empty.
    pub fn section<T>(
        &mut self,
        _key: &str,
        read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Option<T> {
        read(&mut Section { faults: self.faults })
    }

    /// An array of tables; an absent one is empty.
    pub fn tables<T>(
        &mut self,
        _key: &str,
        _read: impl FnMut(&mut Section<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        None
    }

    /// A secret that must be named, as `{ file = "..." }` or `{ env = "..." }`.
    pub fn secret(&mut self, _key: &str) -> Option<SecretSource> {
        None
    }

    /// A secret that may be absent.
    pub fn optional_secret(&mut self, _key: &str) -> Option<Option<SecretSource>> {
        None
    }

    /// Records a fault of the section itself, such as two keys that contradict each other.
    pub fn fault(&mut self, _text: impl Into<String>) {}
}
