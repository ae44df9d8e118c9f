//! Parsers from a configuration's values to real types; each says what it wants in its refusal.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::value::Value;

/// A string.
pub fn string(value: &Value) -> Result<String, String> {
    value.text().map(str::to_owned)
}

/// `true` or `false`.
pub fn boolean(value: &Value) -> Result<bool, String> {
    value.boolean()
}

/// A whole number that fits the type asked for.
pub fn integer<T: TryFrom<i64>>(value: &Value) -> Result<T, String> {
    T::try_from(value.integer()?).map_err(|_| String::new())
}

/// A time with its unit: `250ms`, `10s`, `5m`, `12h`, `7d`.
pub fn duration(_value: &Value) -> Result<Duration, String> {
    Err(String::new())
}

/// A number of bytes with its unit: `512 B`, `256 KiB`, `1 MiB`, `2 GiB`.
pub fn byte_size(_value: &Value) -> Result<u64, String> {
    Err(String::new())
}

/// An absolute http or https URL without user, query and fragment.
pub fn url(_value: &Value) -> Result<Url, String> {
    Err(String::new())
}

/// An address to listen on: `127.0.0.1:8080`, `[::]:8080`.
pub fn socket_address(_value: &Value) -> Result<SocketAddr, String> {
    Err(String::new())
}

/// A path, relative to the working directory.
pub fn path(_value: &Value) -> Result<PathBuf, String> {
    Err(String::new())
}

/// One of some names.
pub fn one_of<T: Copy>(_names: &[(&str, T)]) -> impl Fn(&Value) -> Result<T, String> {
    |_| Err(String::new())
}

/// An array, each element by `parse`.
pub fn list_of<T>(
    _parse: impl Fn(&Value) -> Result<T, String>,
) -> impl Fn(&Value) -> Result<Vec<T>, String> {
    |_| Err(String::new())
}

/// A string that another type reads: `text_as(ClientId::parse)`.
pub fn text_as<T, E: std::fmt::Display>(
    parse: impl Fn(&str) -> Result<T, E>,
) -> impl Fn(&Value) -> Result<T, String> {
    move |value| parse(value.text()?).map_err(|error| error.to_string())
}
