//! Names that some server believes, and their neighbours that mean nothing to it.

use super::*;

/// As HTTP libraries hand a name over: parsed, so in lower case.
fn as_parsed(name: &str) -> String {
    http::HeaderName::from_bytes(name.as_bytes()).map(|n| n.to_string()).unwrap_or_default()
}

fn spellings(name: &str) -> [String; 5] {
    let folded = [name.replace('-', "_"), name.replacen('-', "_", 1), name.replace('-', ".")];
    let [all, first, dots] = folded;
    [name.to_owned(), name.to_ascii_uppercase(), all, first, dots]
}

#[track_caller]
fn stay(why: Why, names: &str) {
    for name in names.split_whitespace() {
        for spelling in spellings(name) {
            let taken = taken_off(&as_parsed(&spelling));
            let expected = if spelling.eq_ignore_ascii_case(name) { why } else { Why::Spelling };
            assert_eq!(taken, Some(expected), "{spelling}");
        }
    }
}

#[test]
fn who_is_asking_and_what_they_may_is_not_said() {
    stay(
        Why::Identity,
        "X-User-Id X-Userinfo X-Username X-Client-Id X-Client-Cert X-Auth-Request-Email \
         X-Authenticated-Userid X-WebAuth-User X-JWT-Assertion X-Goog-IAP-JWT-Assertion \
         X-Amzn-Oidc-Identity X-SSL-Client-DN SSL-Client-Cert Client-Cert-Chain X-Api-Key Api-Key \
         Apikey X-OIN X-RSIN X-NLX-Request-Organization X-VO-Orgcode X-Groups X-Role X-Roles X-Email \
         From Cookie Cookie2 X-Access-Token X-Id-Token Token X-Authorization Authentication DPoP \
         Fsc-Authorization X-MS-Client-Principal-Name X-MS-Token-AAD-Id-Token X-Tls-Client-Cert \
         X-Cert X-Subject X-Subject-Id X-Principal X-Identity X-Uid X-BSN X-KVK X-Scope X-Scopes \
         X-Claims X-Permissions X-Oidc-Sub OIDC-Claim-Sub X-Pomerium-Claim-Email \
         X-Appengine-User-Email X-Impersonate-User Impersonate-User X-On-Behalf-Of X-Act-As \
         X-Tenant-Id X-Account-Id X-Consumer-Custom-Id X-Credential-Identifier X-Gebruiker-Id \
         X-Zaakpoort-Client X-Session-Id X-Accesstoken",
    );
}

#[test]
fn how_the_request_came_here_is_not_said() {
    stay(
        Why::Forwarding,
        "X-Forwarded-For X-Forwarded X-Forwarder-For Forwarded Forwarded-For X-Real-IP X-Realip \
         X-True-IP CF-Connecting-IP Fastly-SSL Fly-Client-Ip WL-Proxy-Client-IP WL-Proxy-SSL \
         X-Azure-ClientIP X-Azure-SocketIP X-Arr-Ssl X-Https Front-End-Https X-Scheme Remote-Addr \
         Remote-User X-Remote-User X-Peer-Cert Via CDN-Loop X-Port X-Proto",
    );
}

#[test]
fn what_is_meant_instead_is_not_said() {
    stay(
        Why::Rerouting,
        "X-Original-URL X-Original-Host X-Rewrite-URL X-Accel-Redirect X-Envoy-Original-Path \
         X-Script-Name Script-Name X-Wsgi-Script-Name X-Host X-Host-Override X-HTTP-Host-Override \
         X-Http-Host Http-Host X-Proxy-Host X-Proxy-Url Proxy X-Override-Url Request-Uri \
         X-Request-Uri X-Request-Path X-Path Path-Info Url Uri X-Uri Destination \
         X-Http-DestinationURL Base-Url X-Method X-HTTP-Method X-HTTP-Method-Override",
    );
}

#[test]
fn what_speaks_of_this_connection_ends_with_it() {
    stay(
        Why::Hop,
        "Connection Keep-Alive TE Trailer Transfer-Encoding Upgrade Expect HTTP2-Settings",
    );
    stay(Why::Ours, "Traceparent");
    assert!(taken_off("proxy-connection").is_some() && taken_off("proxy-authorization").is_some());
}

#[test]
fn what_a_client_may_say_passes() {
    let names = "accept accept-encoding accept-language accept-crs content-crs content-type \
         content-encoding content-disposition user-agent if-match if-none-match if-modified-since \
         range origin referer cache-control pragma prefer priority dnt date tracestate fsc-transaction-id \
         baggage x-b3-traceid x-datadog-trace-id x-amzn-trace-id uber-trace-id x-request-id \
         request-id x-correlation-id x-audit-toelichting x-nlx-logrecord-id idempotency-key \
         x-requested-with access-control-request-method access-control-request-headers \
         sec-fetch-user sec-ch-ua-platform upgrade-insecure-requests api-version x-api-version";
    for name in names.split_whitespace() {
        assert_eq!(taken_off(name), None, "{name}");
    }
}

#[test]
fn a_word_that_only_resembles_a_telling_one_passes() {
    let names = "x-controle x-insecurity x-lossless x-curl x-zip x-portaal x-subtotaal x-keyword \
         x-actie x-route66 x-audit x-originele-taal";
    for name in names.split_whitespace() {
        assert_eq!(taken_off(name), None, "{name}");
    }
}

#[test]
fn a_name_with_an_underscore_or_a_dot_does_not_pass() {
    for name in ["x_audit_toelichting", "x.audit.toelichting", "x-audit_toelichting", "user_agent"]
    {
        assert_eq!(taken_off(name), Some(Why::Spelling), "{name}");
    }
}
