//! Parsers from a configuration's values to real types; each says what it wants in its refusal.

use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
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
    let number = value.integer()?;
    T::try_from(number).map_err(|_| format!("{number} is out of range"))
}

/// A whole number between two bounds, both included.
pub fn integer_in<T>(bounds: RangeInclusive<T>) -> impl Fn(&Value) -> Result<T, String>
where
    T: TryFrom<i64> + PartialOrd + Display,
{
    move |value| {
        let number = value.integer()?;
        let (low, high) = (bounds.start(), bounds.end());
        let fits = T::try_from(number).ok().filter(|number| bounds.contains(number));
        fits.ok_or_else(|| format!("expected a whole number from {low} to {high}, found {number}"))
    }
}

/// A time with its unit: `250ms`, `10s`, `5m`, `12h`, `7d`.
pub fn duration(value: &Value) -> Result<Duration, String> {
    let text = measure(value, "a time with its unit, such as \"250ms\", \"10s\" or \"5m\"")?;
    let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    scaled(text, &units)
        .map(Duration::from_millis)
        .ok_or_else(|| format!("`{text}` is not a time with its unit (ms, s, m, h or d)"))
}

/// A number of bytes with its unit: `512 B`, `256 KiB`, `1 MiB`, `2 GiB`.
pub fn byte_size(value: &Value) -> Result<u64, String> {
    let text = measure(value, "a size with its unit, such as \"256 KiB\" or \"1 MiB\"")?;
    let units = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
    scaled(text, &units)
        .ok_or_else(|| format!("`{text}` is not a size with its unit (B, KiB, MiB or GiB)"))
}

/// An absolute http or https URL without user, query and fragment.
pub fn url(value: &Value) -> Result<Url, String> {
    let text = value.text()?;
    // A URL that is refused is not repeated: it may hold a password.
    let url = Url::parse(text).map_err(|error| format!("not an absolute URL: {error}"))?;
    match () {
        () if !matches!(url.scheme(), "http" | "https") => {
            Err(format!("expected an http or https URL, found one of scheme {}", url.scheme()))
        }
        () if !url.username().is_empty() || url.password().is_some() => {
            Err("a URL must not carry a user or a password".to_owned())
        }
        () if url.query().is_some() || url.fragment().is_some() => {
            Err("a URL must not carry a query or a fragment here".to_owned())
        }
        () => Ok(url),
    }
}

/// An address to listen on: `127.0.0.1:8080`, `[::]:8080`.
pub fn socket_address(value: &Value) -> Result<SocketAddr, String> {
    let text = value.text()?;
    text.parse().map_err(|_| format!("`{text}` is not an address and port such as 127.0.0.1:8080"))
}

/// A path; a relative one counts from the working directory.
pub fn path(value: &Value) -> Result<PathBuf, String> {
    match value.text()? {
        "" => Err("expected a path, found an empty string".to_owned()),
        text => Ok(PathBuf::from(text)),
    }
}

/// One of some names, and what each stands for.
pub fn one_of<T: Copy>(names: &[(&str, T)]) -> impl Fn(&Value) -> Result<T, String> {
    move |value| {
        let text = value.text()?;
        let meant = names.iter().find(|(name, _)| *name == text);
        meant.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let known: Vec<_> = names.iter().map(|(name, _)| format!("`{name}`")).collect();
            format!("expected {}, found `{text}`", known.join(" or "))
        })
    }
}

/// An array, each element read by `parse`.
pub fn list_of<T>(
    parse: impl Fn(&Value) -> Result<T, String>,
) -> impl Fn(&Value) -> Result<Vec<T>, String> {
    move |value| value.list()?.iter().map(&parse).collect()
}

/// A string that another type reads: `text_as(ClientId::parse)`.
pub fn text_as<T, E: Display>(
    parse: impl Fn(&str) -> Result<T, E>,
) -> impl Fn(&Value) -> Result<T, String> {
    move |value| parse(value.text()?).map_err(|error| error.to_string())
}

/// A bare number has no unit, so it is refused with what was wanted.
fn measure<'v>(value: &'v Value, wanted: &str) -> Result<&'v str, String> {
    value.text().map_err(|_| format!("expected {wanted}"))
}

fn scaled(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, scale) = units.iter().find(|(name, _)| *name == unit.trim_start())?;
    number.parse::<u64>().ok()?.checked_mul(*scale)
}
