//! The headers `X-Forwarded-For` and `X-Forwarded-Proto`, as most proxies send them.

use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR, X_FORWARDED_PROTO};

use super::{Told, TrustedProxies, Unclear, address, client, scheme};

pub(super) fn told(headers: &HeaderMap, proxies: &TrustedProxies) -> Result<Told, Unclear> {
    let (of, protos) = (list(headers, X_FORWARDED_FOR)?, list(headers, X_FORWARDED_PROTO)?);
    let hops = of.iter().enumerate().rev().map(|(at, text)| Ok((at, address(text)?)));
    let found = client(hops, |(_, address)| Some(*address), proxies)?;
    // One proto stands for all hops; more must stand beside one address each.
    let proto = match (protos.as_slice(), found) {
        ([], _) => None,
        ([only], _) => Some(*only),
        (each, Some((at, _))) if each.len() == of.len() => Some(each[at]),
        _ => return Err(Unclear),
    };
    let scheme = proto.map(scheme).transpose()?;
    Ok(Told { address: found.map(|(_, address)| address), scheme })
}

/// The members of a list, over all headers of the name.
fn list(
    headers: &HeaderMap,
    name: actix_web::http::header::HeaderName,
) -> Result<Vec<&str>, Unclear> {
    let mut members = Vec::new();
    for line in headers.get_all(name) {
        members.extend(line.to_str().map_err(|_| Unclear)?.split(',').map(str::trim));
    }
    Ok(members)
}
