//! One value of the configuration, with the place it came from.

/// A value as a parser sees it; the type that is asked for decides how an override is read.
#[derive(Debug, Clone)]
pub struct Value {}

impl Value {
    /// A string.
    pub fn text(&self) -> Result<&str, String> {
        Ok("")
    }

    /// A whole number.
    pub fn integer(&self) -> Result<i64, String> {
        Ok(0)
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Result<bool, String> {
        Ok(false)
    }

    /// An array.
    pub fn list(&self) -> Result<Vec<Value>, String> {
        Ok(Vec::new())
    }
}
