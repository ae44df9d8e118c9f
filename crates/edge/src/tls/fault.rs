//! Why a connection did not come about, in words that say what to do.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError};

use super::validity::{NotNow, date, not_now};

/// Which settings help, as the reader knows them: keys of the configuration, or options.
#[derive(Debug, Clone, Copy)]
pub struct Remedies {
    /// Names the authority that is believed.
    pub trust: &'static str,
    /// Names the server that is meant.
    pub name: &'static str,
}

/// Why no connection came about.
#[derive(Debug, thiserror::Error)]
#[error("{said}")]
pub struct ConnectFault {
    said: String,
    layer: Layer,
}

/// Where a connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Transport,
    Tls,
}

impl ConnectFault {
    /// Finds the cause below an error of a client.
    pub fn of(error: &(dyn Error + 'static), remedies: Remedies) -> Self {
        let mut causes = std::iter::successors(Some(error), |error| below(*error));
        let found = causes.find_map(|cause| said_of(cause, remedies));
        let (layer, said) = found.unwrap_or_else(|| (Layer::Transport, error.to_string()));
        Self { said, layer }
    }

    /// Whether there was somebody, who was not understood or not believed.
    pub fn is_of_tls(&self) -> bool {
        self.layer == Layer::Tls
    }
}

/// What an error was made of; an `io::Error` hides that from `source`.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source())
}

/// What there is to say of a cause: TLS has its own words, and the last one speaks for itself.
fn said_of(cause: &(dyn Error + 'static), remedies: Remedies) -> Option<(Layer, String)> {
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return Some((Layer::Tls, of_tls(error, remedies)));
    }
    let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
    if kind == Some(io::ErrorKind::UnexpectedEof) {
        let said = "it closed the connection instead of speaking TLS; is the port right?";
        return Some((Layer::Tls, said.to_owned()));
    }
    below(cause).is_none().then(|| (Layer::Transport, cause.to_string()))
}

fn of_tls(error: &rustls::Error, remedies: Remedies) -> String {
    match error {
        rustls::Error::InvalidCertificate(error) => of_certificate(error, remedies),
        rustls::Error::InvalidMessage(_) => {
            "it does not speak TLS there; is the port right, or is it to be reached over http://?"
                .to_owned()
        }
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(
            AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure,
        ) => format!("it offers no TLS that is safe ({error}); it must speak TLS 1.2 or 1.3"),
        _ => format!("TLS failed: {error}"),
    }
}

fn of_certificate(error: &CertificateError, Remedies { trust, name }: Remedies) -> String {
    match (not_now(error), error) {
        (Some(NotNow::Expired(end)), _) => {
            format!("its certificate expired on {}; it must be renewed there", date(end))
        }
        (Some(NotNow::NotYet(begin)), _) => format!(
            "its certificate is not valid before {}; is the clock of this machine right?",
            date(begin)
        ),
        // The second is that of an authority which only bears the name of one that is trusted.
        (_, CertificateError::UnknownIssuer | CertificateError::BadSignature) => format!(
            "its certificate is not signed by an authority that is trusted here; name the \
             authority's certificate with {trust}"
        ),
        (_, CertificateError::NotValidForNameContext { expected, presented }) => format!(
            "its certificate is for {}, not for {}; use an address with a name that it is for, or \
             name that with {name}",
            names(presented),
            expected.to_str(),
        ),
        _ => format!("its certificate is refused ({error}); it must be replaced there"),
    }
}

/// As webpki writes them, `DnsName("a.example")`, without what is around the name.
fn names(presented: &[String]) -> String {
    let bare = presented.iter().map(|name| match name.split_once('(') {
        Some((_, rest)) => rest.trim_end_matches(')').trim_matches('"'),
        None => name.as_str(),
    });
    let bare: Vec<&str> = bare.collect();
    if bare.is_empty() { "no name at all".to_owned() } else { bare.join(", ") }
}
