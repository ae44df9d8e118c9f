//! The header `Forwarded` (RFC 7239).

use std::net::IpAddr;

use actix_web::http::header::{FORWARDED, HeaderMap};

use super::{Told, TrustedProxies, Unclear, address, client, scheme};
use crate::scheme::Scheme;

/// What one proxy said.
#[derive(Debug, Default)]
struct Hop {
    of: Option<IpAddr>,
    proto: Option<Scheme>,
}

pub(super) fn told(headers: &HeaderMap, proxies: &TrustedProxies) -> Result<Told, Unclear> {
    let lines: Vec<_> = headers.get_all(FORWARDED).collect();
    // The nearest proxy wrote last. Each line is read by itself: a quotation mark that a client
    // left open swallows nothing of the next one.
    let hops = lines.iter().rev().flat_map(|line| {
        let elements = line.to_str().ok().and_then(|line| split(line, ','));
        match elements {
            Some(elements) => elements.into_iter().rev().map(hop).collect(),
            None => vec![Err(Unclear)],
        }
    });
    let hop = client(hops, |hop| hop.of, proxies)?;
    Ok(hop.map_or(Told::default(), |hop| Told { address: hop.of, scheme: hop.proto }))
}

fn hop(element: &str) -> Result<Hop, Unclear> {
    let mut hop = Hop::default();
    let mut seen = Vec::new();
    for pair in split(element, ';').ok_or(Unclear)? {
        let (name, value) = pair.split_once('=').ok_or(Unclear)?;
        let name = name.trim().to_ascii_lowercase();
        let value = unquoted(value.trim())?;
        match name.as_str() {
            "for" => hop.of = node(&value)?,
            "proto" => hop.proto = Some(scheme(&value)?),
            _ => {}
        }
        // RFC 7239 4: each parameter at most once.
        if seen.contains(&name) {
            return Err(Unclear);
        }
        seen.push(name);
    }
    Ok(hop)
}

/// RFC 7239 6.2 and 6.3: a proxy may hide who asked.
fn node(text: &str) -> Result<Option<IpAddr>, Unclear> {
    if text.eq_ignore_ascii_case("unknown") || text.starts_with('_') {
        return Ok(None);
    }
    address(text).map(Some)
}

/// Splits outside of quotation marks; none when one is left open.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if letter == separator && !quoted => {
                parts.push(&text[start..at]);
                start = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    (!quoted).then_some(parts)
}

fn unquoted(value: &str) -> Result<String, Unclear> {
    let Some(inner) = value.strip_prefix('"') else {
        return if value.contains('"') { Err(Unclear) } else { Ok(value.to_owned()) };
    };
    let inner = inner.strip_suffix('"').ok_or(Unclear)?;
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Err(Unclear),
            '\\' => text.push(letters.next().ok_or(Unclear)?),
            letter => text.push(letter),
        }
    }
    Ok(text)
}
