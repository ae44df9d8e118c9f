//! Which file is read, and what counts for what it leaves out.

use std::path::{Path, PathBuf};

use edge::config::{Document, Fault, Fill, environment};
use edge::public_url::PublicUrl;

use crate::failure::Failure;

/// The file that is read when none is named and it is there.
const USUAL: &str = "zaakpoort.toml";
/// What counts without any file: the documented defaults themselves.
pub(crate) const DEFAULTS: &str = include_str!("../../../../config/zaakpoort.toml");
/// What a file may leave out that is for `up`, though one for a server alone must say it.
pub(super) const USUAL_KEYS: &[(&str, &str)] = &[
    ("issuer", "public_url"),
    ("issuer", "sealing_key"),
    ("issuer", "feed_key"),
    ("gateway", "client_id"),
    ("gateway", "credential"),
    ("gateway", "feed_key"),
    ("gateway", "upstream"),
];

/// The file that was named, or the usual one if it is there. A server that began with it goes on with it:
/// when it is gone later, that is a fault, and not a wish for the defaults.
pub(crate) fn in_use(named: Option<&Path>) -> Option<PathBuf> {
    let usual = Path::new(USUAL);
    named.or_else(|| usual.is_file().then_some(usual)).map(Path::to_owned)
}

/// The file that was named, or the usual one, with `fill` of the defaults where it says nothing; or
/// the defaults.
pub(super) fn document(named: Option<&Path>, fill: &[(&str, &str)]) -> Result<Document, Failure> {
    let Some(file) = in_use(named) else {
        let read = Document::parse("built-in defaults", DEFAULTS, environment());
        return read.map_err(|faults| faulty(&faults));
    };
    let fill = Fill { text: DEFAULTS, keys: fill };
    let read = Document::load_filled(&file, fill, environment());
    let mut document = read.map_err(|faults| faulty(&faults))?;
    if !fill.keys.is_empty() {
        // The gateway's issuer is the one beside it, by whatever name that has.
        let issuer = document.peek("issuer", "public_url");
        if let Some(Ok(issuer)) = issuer.map(|text| PublicUrl::parse(&text)) {
            document.fill_text("gateway", "issuer", issuer.as_str().to_owned());
        }
    }
    Ok(document)
}

pub(super) fn faulty(faults: &[Fault]) -> Failure {
    Failure::Config(faults.iter().map(ToString::to_string).collect())
}
