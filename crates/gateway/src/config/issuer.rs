//! Where the issuer is reached, and how it is known to be the issuer.

use edge::config::{Section, Value, parse, verification};
use edge::scheme::is_exposed;
use edge::tls::Verification;
use url::Url;

const KEYS: verification::Keys = verification::Keys { trust: "issuer_ca", name: "issuer_tls_name" };

/// The keys `issuer`, `issuer_address`, `issuer_ca` and `issuer_tls_name`.
pub(super) struct Issuer {
    pub(super) name: String,
    pub(super) addresses: Vec<Url>,
    pub(super) verification: Verification,
}

pub(super) fn read(section: &mut Section<'_>) -> Option<Issuer> {
    let name = section.required("issuer", parse::string);
    let addresses = section.optional("issuer_address", addresses);
    let verification = verification::read(section, KEYS);
    let name = name?;
    let addresses = match addresses? {
        Some(addresses) => addresses,
        None => vec![itself(section, &name)?],
    };
    let verification = verification?;
    verification::only_over_https(section, &addresses, KEYS)?;
    Some(Issuer { name, addresses, verification })
}

/// Without `issuer_address` the issuer is reached under its own name.
fn itself(section: &mut Section<'_>, name: &str) -> Option<Url> {
    let address = Url::parse(name).map_err(|error| error.to_string()).and_then(only_private);
    match address {
        Ok(address) => Some(address),
        Err(reason) => {
            section
                .fault("issuer", format!("{reason}; or set `issuer_address` to such an address"));
            None
        }
    }
}

/// One address, or a list of the issuers of one installation.
fn addresses(value: &Value) -> Result<Vec<Url>, String> {
    if value.list().is_err() {
        return Ok(vec![private(value)?]);
    }
    match parse::list_of(private)(value)? {
        none if none.is_empty() => Err("name at least one address".to_owned()),
        addresses => Ok(addresses),
    }
}

fn private(value: &Value) -> Result<Url, String> {
    parse::url(value).and_then(only_private)
}

/// The feed carries the gateway's credential, every autorisatie and sealed keys.
fn only_private(url: Url) -> Result<Url, String> {
    if is_exposed(&url) {
        return Err("the feed carries keys and a credential, so off this machine it is read over \
                    https alone: write https://…, and name the issuer's own authority with \
                    gateway.issuer_ca if it has one"
            .to_owned());
    }
    Ok(url)
}
