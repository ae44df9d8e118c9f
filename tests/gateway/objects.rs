//! Reading one object: its type and level decide, before a byte of it is shown.

use serde_json::{Value, json};
use uuid::Uuid;
use voorbeeldzaken::sample;

use super::{melder, melding, refused, zaak};
use crate::cases;
use crate::harness::{Answer, Bench, Installation, Request, TaskApplication};

cases![
    sd1_10_a_zaak_is_shown_by_type_and_level,
    a_document_is_shown_by_type_and_level,
    a_besluit_is_shown_by_type,
    a_hidden_object_says_nothing_of_itself,
    a_uuid_in_another_spelling_shows_no_more,
    an_applicatie_without_autorisaties_reads_nothing,
    two_autorisaties_each_reach_their_own,
    only_what_is_ready_for_publication_is_shown_to_who_may_see_no_more,
];

/// An applicatie with these autorisaties, and its token.
fn holding(at: &Installation, autorisaties: &Value) -> String {
    let body = json!({ "label": "Lezer", "autorisaties": autorisaties });
    TaskApplication::register(at, &body, &json!({})).token(at)
}

fn zaaktype(at: &Installation, uuid: Uuid) -> String {
    sample::url(&at.public_url(), sample::ZAAKTYPEN, uuid)
}

fn ask(at: &Installation, token: &str, method: &str, path: &str) -> Answer {
    Request::new(method, path).bearer(token).send(at.gateway)
}

fn sd1_10_a_zaak_is_shown_by_type_and_level(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for (uuid, shown) in [
        (sample::ZAAK_MELDING_OPENBAAR, true),
        (sample::ZAAK_MELDING_INTERN, true),
        (sample::ZAAK_MELDING_VERTROUWELIJK, false),
        (sample::ZAAK_BIJSTAND_OPENBAAR, false),
        (sample::ZAAK_BIJSTAND_ZEER_GEHEIM, false),
    ] {
        let (got, headed) =
            (ask(&at, &token, "GET", &zaak(uuid)), ask(&at, &token, "HEAD", &zaak(uuid)));
        if shown {
            assert_eq!(got.status, 200, "{got:?}");
            assert_eq!(got.json()["url"], format!("{}{}", at.public_url(), zaak(uuid)));
            assert_eq!(headed.header("etag"), got.header("etag"));
            assert_eq!(headed.header("content-length"), Some(&*got.body.len().to_string()));
        } else {
            refused(&got, 403, "object-not-held");
            assert_eq!(headed.header("etag"), None);
        }
        assert_eq!(headed.status, got.status);
        assert!(headed.body.is_empty());
    }
    assert_eq!(ask(&at, &token, "GET", &zaak(Uuid::nil())).status, 404);
}

fn a_document_is_shown_by_type_and_level(bench: &Bench) {
    let at = bench.shared();
    let of = |uuid, max: &str| {
        let url = sample::url(&at.public_url(), sample::INFORMATIEOBJECTTYPEN, uuid);
        json!([{ "component": "drc", "scopes": ["documenten.lezen"], "informatieobjecttype": url,
            "max_vertrouwelijkheidaanduiding": max }])
    };
    let status = |token: &str, uuid: Uuid| {
        ask(&at, token, "GET", &format!("{}/{uuid}", sample::DOCUMENTEN)).status
    };
    let fotos = holding(&at, &of(sample::INFORMATIEOBJECTTYPE_FOTO, "zeer_geheim"));
    assert_eq!(status(&fotos, sample::DOCUMENT_FOTO), 200);
    assert_eq!(status(&fotos, sample::DOCUMENT_INKOMEN), 403);
    let open = holding(&at, &of(sample::INFORMATIEOBJECTTYPE_INKOMEN, "confidentieel"));
    assert_eq!(status(&open, sample::DOCUMENT_INKOMEN), 200);
    let closed = holding(&at, &of(sample::INFORMATIEOBJECTTYPE_INKOMEN, "zaakvertrouwelijk"));
    assert_eq!(status(&closed, sample::DOCUMENT_INKOMEN), 403);
}

fn a_besluit_is_shown_by_type(bench: &Bench) {
    let at = bench.shared();
    let of = |uuid| {
        let url = sample::url(&at.public_url(), sample::BESLUITTYPEN, uuid);
        json!([{ "component": "brc", "scopes": ["besluiten.lezen"], "besluittype": url }])
    };
    let path = format!("{}/{}", sample::BESLUITEN, sample::BESLUIT_TOEKENNING);
    let token = holding(&at, &of(sample::BESLUITTYPE_TOEKENNING));
    assert_eq!(ask(&at, &token, "GET", &path).status, 200);
    let token = holding(&at, &of(Uuid::nil()));
    refused(&ask(&at, &token, "GET", &path), 403, "object-not-held");
}

fn a_hidden_object_says_nothing_of_itself(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let hidden = [sample::ZAAK_BIJSTAND_ZEER_GEHEIM, sample::ZAAK_MELDING_VERTROUWELIJK];
    let answers = hidden.map(|uuid| ask(&at, &token, "GET", &zaak(uuid)));
    for answer in &answers {
        refused(answer, 403, "object-not-held");
        let all = format!("{answer:?}{}", answer.text());
        for told in ["geheim", "vertrouwelijk\"", "6e3f0c3a", "W/", "Overlast", "witgoed"] {
            assert!(!all.contains(told), "{told}: {all}");
        }
        assert_eq!(answer.header("etag"), None);
        assert_eq!(answer.header("api-version"), None);
    }
    assert_eq!(answers[0].member("detail"), answers[1].member("detail"));
}

fn a_uuid_in_another_spelling_shows_no_more(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for (uuid, same) in
        [(sample::ZAAK_MELDING_OPENBAAR, 200), (sample::ZAAK_MELDING_VERTROUWELIJK, 403)]
    {
        for (spelling, status) in [
            (uuid.to_string().to_uppercase(), same),
            (uuid.simple().to_string(), 404),
            (uuid.urn().to_string(), 404),
            (format!("{uuid}0"), 404),
            (format!("{uuid}.json"), 404),
            (uuid.braced().to_string(), 400),
        ] {
            let path = format!("{}/{spelling}", sample::ZAKEN);
            assert_eq!(ask(&at, &token, "GET", &path).status, status, "{path}");
        }
    }
}

fn an_applicatie_without_autorisaties_reads_nothing(bench: &Bench) {
    let at = bench.shared();
    let token = holding(&at, &json!([]));
    refused(&ask(&at, &token, "GET", &melding()), 403, "scope-not-held");
    refused(&ask(&at, &token, "GET", sample::ZAAKTYPEN), 403, "scope-not-held");
}

fn two_autorisaties_each_reach_their_own(bench: &Bench) {
    let at = bench.shared();
    let one = |scopes: &[&str], uuid, max: &str| {
        json!({ "component": "zrc", "scopes": scopes, "zaaktype": zaaktype(&at, uuid),
            "max_vertrouwelijkheidaanduiding": max })
    };
    let token = holding(
        &at,
        &json!([
            one(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar"),
            one(&["zaken.lezen"], sample::ZAAKTYPE_BIJSTAND, "zaakvertrouwelijk"),
            one(&["zaken.aanmaken"], sample::ZAAKTYPE_MELDING, "zeer_geheim"),
        ]),
    );
    for (uuid, status) in [
        (sample::ZAAK_MELDING_OPENBAAR, 200),
        (sample::ZAAK_MELDING_INTERN, 403),
        (sample::ZAAK_MELDING_VERTROUWELIJK, 403),
        (sample::ZAAK_BIJSTAND_OPENBAAR, 200),
        (sample::ZAAK_BIJSTAND_ZAAKVERTROUWELIJK, 200),
        (sample::ZAAK_BIJSTAND_ZEER_GEHEIM, 403),
    ] {
        assert_eq!(ask(&at, &token, "GET", &zaak(uuid)).status, status, "{uuid}");
    }
}

fn only_what_is_ready_for_publication_is_shown_to_who_may_see_no_more(bench: &Bench) {
    let at = bench.shared();
    let all = json!({ "label": "Publicatie", "heeft_alle_autorisaties": true,
        "alleen_is_gereed_voor_publicatie": true });
    let token = TaskApplication::register(&at, &all, &json!({})).token(&at);
    let path = format!("{}/{}", sample::DOCUMENTEN, sample::DOCUMENT_FOTO);
    refused(&ask(&at, &token, "GET", &path), 403, "not-for-publication");
    assert_eq!(ask(&at, &token, "GET", &melding()).status, 200, "zaken are not documents");
}
