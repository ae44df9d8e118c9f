//! Judging a create: its body is read wholly before a byte of it goes upstream.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use autorisaties::{TypeUrl, Vertrouwelijkheidaanduiding};
use edge::operations::Operation;
use futures_util::StreamExt;

use super::fault::BodyFault;
use super::kind::Kind;
use super::scan::{Member, Scanner};
use super::spool::{Spool, Spooling};
use crate::app::App;
use crate::permit::{forbidden, scopes_of};
use crate::principal::Principal;
use crate::refusal::Refusal;

/// How long a client may pause while it sends a body that is judged.
const PATIENCE: Duration = Duration::from_secs(30);
/// The lowest level: what is refused here is refused at every level.
const LOWEST: Vertrouwelijkheidaanduiding = Vertrouwelijkheidaanduiding::ALL[0];

/// A body that was read wholly, with what it says of its object. It may not be sent yet.
#[derive(Debug)]
pub(crate) struct ReadBody {
    whole: JudgedBody,
    kind: Kind,
    object_type: TypeUrl,
    /// `None`: the type's own level counts.
    level: Option<Vertrouwelijkheidaanduiding>,
}

/// A body that may be sent; comes out of [`judge`] alone.
#[derive(Debug)]
pub(crate) struct JudgedBody {
    spool: Spool,
    content_type: http::HeaderValue,
}

impl JudgedBody {
    /// The bytes as they came, and the content type that they were read as.
    pub(crate) fn into_parts(self) -> (Spool, http::HeaderValue) {
        (self.spool, self.content_type)
    }
}

/// Reads a body that a verdict hangs on.
pub(crate) async fn read(
    kind: Kind,
    request: &HttpRequest,
    mut payload: Payload,
    app: &App,
) -> Result<ReadBody, Refusal> {
    let content_type = readable(request.headers())?;
    let most = app.max_judged_body;
    if stated_length(request.headers()).is_some_and(|length| length > most) {
        return Err(Refusal::BodyTooLarge { most });
    }
    let mut scanner = Scanner::new([kind.type_member(), "vertrouwelijkheidaanduiding"]);
    let mut spooling = Spooling::default();
    while let Some(chunk) = next(&mut payload).await? {
        if spooling.length() + chunk.len() as u64 > most {
            return Err(Refusal::BodyTooLarge { most });
        }
        scanner.push(&chunk)?;
        spooling.push(&chunk).await.map_err(Refusal::Spool)?;
    }
    let [object_type, level] = scanner.finish()?;
    let object_type = type_url(kind, object_type)?;
    let level = stated_level(kind, level)?;
    let spool = spooling.finish().await.map_err(Refusal::Spool)?;
    Ok(ReadBody { whole: JudgedBody { spool, content_type }, kind, object_type, level })
}

fn stated_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

async fn next(payload: &mut Payload) -> Result<Option<bytes::Bytes>, Refusal> {
    let next = tokio::time::timeout(PATIENCE, payload.next()).await;
    let next = next.map_err(|_| Refusal::BodyTooSlow)?;
    next.transpose().map_err(|_| Refusal::BodyBroken)
}

/// A judged body has one reading: JSON, UTF-8, not compressed.
fn readable(headers: &HeaderMap) -> Result<http::HeaderValue, BodyFault> {
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(BodyFault::ContentEncoding);
    }
    let mut content_types = headers.get_all(CONTENT_TYPE);
    let (Some(content_type), None) = (content_types.next(), content_types.next()) else {
        return Err(BodyFault::ContentType);
    };
    is_json(content_type.to_str().map_err(|_| BodyFault::ContentType)?)?;
    http::HeaderValue::from_bytes(content_type.as_bytes()).map_err(|_| BodyFault::ContentType)
}

/// `application/json` or `application/…+json`, with no parameter but a charset of UTF-8.
pub(super) fn is_json(content_type: &str) -> Result<(), BodyFault> {
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    let subtype = media_type.strip_prefix("application/").ok_or(BodyFault::ContentType)?;
    let of_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-.+_".contains(&byte);
    if !(subtype == "json" || subtype.ends_with("+json")) || !subtype.bytes().all(of_token) {
        return Err(BodyFault::ContentType);
    }
    let is_utf8 = |parameter: &str| {
        let charset =
            parameter.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
        charset.is_some_and(|(_, value)| unquoted(value).eq_ignore_ascii_case("utf-8"))
    };
    if parts.all(is_utf8) { Ok(()) } else { Err(BodyFault::Charset) }
}

/// RFC 9110 5.6.4: a quote at one end alone is none.
fn unquoted(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    inner.unwrap_or(value)
}

fn type_url(kind: Kind, member: Member) -> Result<TypeUrl, BodyFault> {
    let name = kind.type_member();
    match member {
        Member::Absent => Err(BodyFault::NoType { member: name }),
        Member::NotText => Err(BodyFault::NotAType { member: name }),
        Member::Text(text) => {
            TypeUrl::parse(&text).map_err(|_| BodyFault::NotAType { member: name })
        }
    }
}

fn stated_level(
    kind: Kind,
    member: Member,
) -> Result<Option<Vertrouwelijkheidaanduiding>, BodyFault> {
    match member {
        _ if !kind.has_level() => Ok(None),
        Member::Absent => Ok(None),
        Member::NotText => Err(BodyFault::NotALevel),
        // Open Zaak takes an empty one for an absent one.
        Member::Text(text) if text.is_empty() => Ok(None),
        Member::Text(text) => {
            Vertrouwelijkheidaanduiding::parse(&text).map(Some).map_err(|_| BodyFault::NotALevel)
        }
    }
}

/// The verdict on what a body would create.
pub(crate) async fn judge(
    body: ReadBody,
    principal: &Principal,
    operation: &Operation,
    app: &App,
) -> Result<JudgedBody, Refusal> {
    let (held, requirement) = (principal.held()?, operation.requirement());
    let judge_at = |level| {
        let facts = body.kind.facts(body.object_type.clone(), level);
        let verdict = held.rights.may_on(principal.scopes(), requirement, &facts);
        verdict.map_err(|refusal| forbidden(refusal, requirement))
    };
    if let Some(level) = body.level {
        return judge_at(level).map(|()| body.whole);
    }
    // Also the whole verdict on a besluit, which has no level. Nothing is looked up for a type
    // that is refused anyway.
    judge_at(LOWEST)?;
    let any_level = !body.kind.has_level()
        || held.rights.may_at_any_level(
            principal.scopes(),
            requirement,
            operation.component(),
            &body.object_type,
        );
    if any_level {
        return Ok(body.whole);
    }
    // Open Zaak does not check a level that is left out, and then takes the type's: here it counts.
    match app.levels.of_type(&body.object_type, app).await? {
        Some(level) => judge_at(level).map(|()| body.whole),
        None => Err(Refusal::LevelUnknown { scopes: scopes_of(requirement) }),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests;
