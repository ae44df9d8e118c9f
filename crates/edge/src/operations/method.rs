//! The methods an operation may have.

use std::fmt;

/// A method that an operation may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Reading; HEAD is judged as this (RFC 9110 9.3.2).
    Get,
    /// Creating, searching and actions.
    Post,
    /// Replacing.
    Put,
    /// Changing a part.
    Patch,
    /// Removing.
    Delete,
}

impl Method {
    /// Every method, in the order of [`Methods`].
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// A method as a pack spells it: `GET`, never `HEAD`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }

    /// What a request's method is judged as; none for methods that no operation has.
    pub fn of_request(method: &actix_web::http::Method) -> Option<Self> {
        match method.as_str() {
            "HEAD" => Some(Self::Get),
            name => Self::parse(name),
        }
    }

    /// Its name in HTTP.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Its place in [`Method::ALL`].
    pub(super) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The methods that a path has; shown as an `Allow` header lists them (RFC 9110 10.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Methods([bool; Method::ALL.len()]);

impl Methods {
    /// Whether the path has none, so that it is unknown rather than used wrongly.
    pub fn is_empty(self) -> bool {
        !self.0.contains(&true)
    }

    /// Whether the path has a method.
    pub fn contains(self, method: Method) -> bool {
        self.0[method.index()]
    }
}

impl FromIterator<Method> for Methods {
    fn from_iter<I: IntoIterator<Item = Method>>(methods: I) -> Self {
        let mut set = Self::default();
        for method in methods {
            set.0[method.index()] = true;
        }
        set
    }
}

impl fmt::Display for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = Method::ALL.into_iter().filter(|method| self.contains(*method));
        for (number, method) in here.enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            write!(f, "{comma}{method}")?;
            if method == Method::Get {
                f.write_str(", HEAD")?;
            }
        }
        Ok(())
    }
}
