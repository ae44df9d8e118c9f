//! What a refusal looks like from outside.

use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::http::header::HeaderName;
use edge::sealing::SealingError;
use tokens::zgw::ZgwError;
use tokens::{TokenError, UnixTime};

use super::super::challenge::{Challenge, is_description};
use super::super::{Beside, Effect, IssuerFault, wire};
use super::*;
use crate::objects::fault::BodyFault;
use crate::principal::NoFeedKey;
use crate::route::path::PathFault;
use crate::upstream::TokenFault;

/// One of each, but for those that carry an error of another library.
fn refusals() -> Vec<Refusal> {
    let scopes = || "zaken.lezen".to_owned();
    vec![
        Refusal::Path(PathFault::DotSegment),
        Refusal::ForeignTarget,
        Refusal::UnknownMethod,
        Refusal::Upgrade,
        Refusal::UnknownHost,
        Refusal::UnknownPath,
        Refusal::NoCredential,
        Refusal::TokenInQuery(Beside::Nothing),
        Refusal::TokenInQuery(Beside::Header),
        Refusal::SchemeNotTaken,
        Refusal::SeveralCredentials,
        Refusal::Malformed,
        Refusal::NotAToken,
        Refusal::Token(TokenError::BadSignature),
        Refusal::Token(TokenError::Expired { exp: UnixTime::new(1) }),
        Refusal::NotToBePassed,
        Refusal::ForOthersToo,
        Refusal::NotTakenThere,
        Refusal::ClientGone,
        Refusal::CredentialGone,
        Refusal::Withdrawn,
        Refusal::Unbound,
        Refusal::NoForeignKeys,
        Refusal::SelfSigned(ZgwError::BadSignature),
        Refusal::ZgwKeyEnded { at: chrono::DateTime::UNIX_EPOCH },
        Refusal::SelfSignedNotTaken(NoFeedKey),
        Refusal::TokensThrottled { after: Duration::from_millis(500) },
        Refusal::NoApplicatie,
        Refusal::NotExpanded { name: "x".to_owned() },
        Refusal::FieldMissing { member: "zaaktype" },
        Refusal::NotThere,
        Refusal::ParameterUnclear { parameter: "zaak".to_owned() },
        Refusal::ListTooWide { most: 50 },
        Refusal::SearchTooLong { most: 1024 },
        Refusal::SearchUnclear { member: "zaaktype" },
        Refusal::ZaakClosed { scopes: scopes() },
        Refusal::NotTheFirstStatus { scopes: scopes() },
        Refusal::LockMissing { scopes: scopes() },
        Refusal::LinkHidden { member: "informatieobject" },
        Refusal::NoSuchObject { member: "zaak" },
        Refusal::Parameter { parameter: "expand", scopes: scopes() },
        Refusal::LevelUnknown { scopes: scopes() },
        Refusal::NotForPublication { scopes: scopes() },
        Refusal::Body(BodyFault::TwoNamesFold),
        Refusal::BodyTooLarge { most: 1 },
        Refusal::BodyBroken,
        Refusal::BodyTooSlow,
        Refusal::NotReady,
        Refusal::Stale,
        Refusal::Behind,
        Refusal::ZgwKey(SealingError::Broken),
        Refusal::Spool(std::io::ErrorKind::StorageFull.into()),
        Refusal::Throttled { after: Duration::from_millis(1001) },
        Refusal::Busy,
        Refusal::Resting { left: Duration::from_secs(3) },
        Refusal::TimedOut { after: Duration::from_secs(30) },
        Refusal::UpstreamStatus { status: 302 },
        Refusal::UpstreamCredential,
        Refusal::UpstreamToken(TokenFault::Pausing),
        Refusal::UpstreamToken(TokenFault::NotUnderstood),
        Refusal::Ambiguous,
        Refusal::Unjudgeable { why: "x" },
        Refusal::AnswerTooLarge { most: 1 },
        IssuerFault::TimedOut { after: Duration::from_secs(30), effect: Effect::None }.into(),
        IssuerFault::Status(101).into(),
        IssuerFault::Ambiguous.into(),
    ]
}

fn header(answer: &HttpResponse, name: HeaderName) -> Option<&str> {
    answer.headers().get(name).and_then(|value| value.to_str().ok())
}

fn answer(refusal: Refusal) -> HttpResponse {
    Refused::from(refusal).answer(Rest::Nothing, "zaken")
}

#[test]
fn every_description_may_stand_in_a_challenge() {
    for refusal in refusals() {
        match wire::of(&refusal).challenge {
            Challenge::None | Challenge::Bare => {}
            Challenge::Error { description, .. } | Challenge::Scope { description, .. } => {
                assert!(is_description(description), "{refusal:?}");
            }
        }
    }
}

#[test]
fn a_401_and_a_403_always_carry_a_challenge_with_the_realm_first() {
    for refusal in refusals() {
        let name = format!("{refusal:?}");
        let answer = answer(refusal);
        let challenge = header(&answer, WWW_AUTHENTICATE);
        match answer.status().as_u16() {
            401 | 403 => {
                assert!(
                    challenge.is_some_and(|c| c.starts_with("Bearer realm=\"zaken\"")),
                    "{name}"
                );
            }
            400 => {}
            _ => assert_eq!(challenge, None, "{name}"),
        }
    }
}

#[test]
fn no_two_rules_share_a_code() {
    let mut codes: Vec<&str> = refusals().iter().map(|refusal| wire::of(refusal).code).collect();
    let all = codes.len();
    codes.sort_unstable();
    codes.dedup();
    // A token in the query has one rule and two statuses.
    assert_eq!(codes.len(), all - 1);
}

#[test]
fn no_caller_causes_an_internal_error() {
    for refusal in refusals() {
        let wire = wire::of(&refusal);
        let ours = matches!(
            refusal,
            Refusal::NotReady
                | Refusal::Stale
                | Refusal::Behind
                | Refusal::ZgwKey(_)
                | Refusal::NoForeignKeys
                | Refusal::Spool(_)
                | Refusal::Busy
                | Refusal::Resting { .. }
                | Refusal::TimedOut { .. }
                | Refusal::UpstreamStatus { .. }
                | Refusal::UpstreamCredential
                | Refusal::UpstreamToken(_)
                | Refusal::Ambiguous
                | Refusal::Unjudgeable { .. }
                | Refusal::AnswerTooLarge { .. }
                | Refusal::Issuer(_)
        );
        assert_eq!(wire.status.is_server_error(), ours, "{refusal:?}");
    }
}

#[test]
fn who_is_to_come_back_is_told_when_in_whole_seconds() {
    let told = |after| wire::of(&Refusal::Throttled { after }).retry_after;
    let after = [0, 1, 1000, 1001].map(Duration::from_millis);
    assert_eq!(after.map(told), [Some(1), Some(1), Some(1), Some(2)]);
}

#[test]
fn a_look_up_that_fails_looks_like_the_same_failure_of_a_request() {
    let failed = || Refusal::TimedOut { after: Duration::from_secs(30) };
    let (plain, looked_up) = (wire::of(&failed()), Refusal::LookUp(Box::new(failed())));
    let wire = wire::of(&looked_up);
    assert_eq!((wire.status, wire.code), (plain.status, plain.code));
    assert!(looked_up.to_string().starts_with("nothing was sent on"), "{looked_up}");
}

#[test]
fn without_credential_there_is_no_error_code() {
    let answer = answer(Refusal::NoCredential);
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(header(&answer, WWW_AUTHENTICATE), Some("Bearer realm=\"zaken\""));
}

#[test]
fn a_missing_scope_is_named_in_the_challenge() {
    let answer = answer(Refusal::ZaakClosed { scopes: "zaken.lezen".to_owned() });
    let challenge = header(&answer, WWW_AUTHENTICATE).unwrap_or_default();
    assert!(challenge.contains(r#"error="insufficient_scope""#), "{challenge}");
    assert!(challenge.ends_with(r#"scope="zaken.lezen""#), "{challenge}");
}

#[test]
fn for_zgw_clients_a_401_is_a_403() {
    let zgw = |refusal| Refused { errors: Errors::Zgw, ..Refused::from(refusal) };
    let answer = zgw(Refusal::NoCredential).answer(Rest::Nothing, "zaken");
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let body = answer.into_body().try_into_bytes().unwrap_or_default();
    assert!(String::from_utf8_lossy(&body).contains(r#""code":"permission_denied""#));
    let of_zgw = zgw(Refusal::SelfSigned(ZgwError::BadSignature)).answer(Rest::Nothing, "zaken");
    assert_eq!(of_zgw.status(), StatusCode::FORBIDDEN);
    let body = of_zgw.into_body().try_into_bytes().unwrap_or_default();
    assert!(String::from_utf8_lossy(&body).contains(r#""code":"invalid-jwt-signature""#));
    let answer = zgw(Refusal::UnknownPath).answer(Rest::Nothing, "zaken");
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}

#[test]
fn what_will_pass_says_when_to_come_back() {
    let throttled = answer(Refusal::TokensThrottled { after: Duration::from_millis(1_500) });
    assert_eq!(throttled.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&throttled, RETRY_AFTER), Some("2"));
    for refusal in [Refusal::NotReady, Refusal::Stale, Refusal::Behind] {
        let answer = answer(refusal);
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(header(&answer, RETRY_AFTER).is_some());
    }
}

#[test]
fn a_refusal_closes_the_connection_when_a_body_is_still_to_come() {
    use actix_web::http::ConnectionType;
    let refused = || Refused::from(Refusal::NoCredential);
    let closed = refused().answer(Rest::Body, "zaken");
    assert!(matches!(closed.head().connection_type(), ConnectionType::Close));
    let kept = refused().answer(Rest::Nothing, "zaken");
    assert!(matches!(kept.head().connection_type(), ConnectionType::KeepAlive));
}
