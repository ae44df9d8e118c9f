//! Creating one object: its body decides, before a byte of it is sent on.

use serde_json::{Value, json};
use uuid::Uuid;
use voorbeeldzaken::sample;

use super::{mark, melder, new_zaak, refused, seen, unseen};
use crate::cases;
use crate::harness::{Answer, Autorisatie, Bench, Installation, Request, TaskApplication};

cases![
    sd1_10_a_zaak_is_made_by_type_and_level,
    what_was_judged_arrives_byte_for_byte,
    without_a_level_that_of_the_type_counts,
    a_level_is_one_of_the_eight_to_the_letter,
    a_document_is_made_by_type_and_level,
    a_besluit_is_made_by_type,
    what_a_body_means_to_be_is_no_leave_for_another_operation,
];

pub(super) fn create(at: &Installation, path: &str, token: &str, body: &Value) -> Answer {
    Request::post(path).bearer(token).json(body).send(at.gateway)
}

fn sd1_10_a_zaak_is_made_by_type_and_level(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for (zaaktype, level, code) in [
        (sample::ZAAKTYPE_MELDING, "openbaar", ""),
        (sample::ZAAKTYPE_MELDING, "beperkt_openbaar", ""),
        (sample::ZAAKTYPE_MELDING, "intern", ""),
        (sample::ZAAKTYPE_MELDING, "zaakvertrouwelijk", "level-too-high"),
        (sample::ZAAKTYPE_MELDING, "zeer_geheim", "level-too-high"),
        (sample::ZAAKTYPE_BIJSTAND, "openbaar", "type-not-held"),
        (sample::ZAAKTYPE_BIJSTAND, "zeer_geheim", "type-not-held"),
        (Uuid::nil(), "openbaar", "type-not-held"),
    ] {
        let mark = mark();
        let body = new_zaak(&at, zaaktype, Some(level), &mark);
        let answer = create(&at, sample::ZAKEN, &token, &body);
        if code.is_empty() {
            assert_eq!(answer.status, 201, "{level}: {answer:?}");
            assert_eq!(answer.member("vertrouwelijkheidaanduiding"), level);
            assert_eq!(seen(&at.upstream, &mark).method, "POST");
        } else {
            refused(&answer, 403, code);
            unseen(&at.upstream, &mark);
        }
    }
}

fn what_was_judged_arrives_byte_for_byte(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    let mark = mark();
    let zaaktype = sample::url(&at.public_url(), sample::ZAAKTYPEN, sample::ZAAKTYPE_MELDING);
    let escaped = zaaktype.replace('z', "\\u007a").replace('/', "\\/");
    let body = format!(
        "\r\n {{ \"toelichting\" :\t\"{mark} \\u00e9 é\" , \"zaaktype\": \"{escaped}\",\n \
         \"vertrouwelijkheidaanduiding\":\"openb\\u0061ar\", \"vreemd\": [1e5, -0.0, {{}}, null] }} \n"
    );
    let request = Request::post(sample::ZAKEN).bearer(&token);
    let answer = request.body("application/json; charset=\"UTF-8\"", body.clone()).send(at.gateway);
    assert_eq!(answer.status, 201, "{answer:?}");
    let seen = seen(&at.upstream, &mark);
    assert_eq!(seen.body.start, body.as_bytes());
    assert!(seen.body.complete);
    assert_eq!(seen.header("content-length"), [body.len().to_string()]);
    assert!(seen.header("transfer-encoding").is_empty());
    assert_eq!(seen.header("content-type"), ["application/json; charset=\"UTF-8\""]);
}

fn without_a_level_that_of_the_type_counts(bench: &Bench) {
    let at = bench.shared();
    let up_to = |zaaktype, max| {
        let may = Autorisatie::zaken(&["zaken.aanmaken"], zaaktype, max);
        TaskApplication::with(&at, &[may]).token(&at)
    };
    for (zaaktype, max, status) in [
        // A melding is openbaar by default, a bijstand zaakvertrouwelijk.
        (sample::ZAAKTYPE_MELDING, "openbaar", 201),
        (sample::ZAAKTYPE_BIJSTAND, "intern", 403),
        (sample::ZAAKTYPE_BIJSTAND, "zaakvertrouwelijk", 201),
        (sample::ZAAKTYPE_BIJSTAND, "zeer_geheim", 201),
    ] {
        let token = up_to(zaaktype, max);
        for level in [None, Some("")] {
            let mark = mark();
            let answer = create(&at, sample::ZAKEN, &token, &new_zaak(&at, zaaktype, level, &mark));
            let expected = if level == Some("") && status == 201 { 400 } else { status };
            assert_eq!(answer.status, expected, "{max} {level:?}: {answer:?}");
            if status == 403 {
                refused(&answer, 403, "level-too-high");
                unseen(&at.upstream, &mark);
            }
        }
    }
    let looked_up = at.upstream.saw(&sample::ZAAKTYPE_BIJSTAND.to_string());
    let names: Vec<_> =
        looked_up.iter().filter_map(|seen| seen.caller.as_ref()).map(|by| &*by.client_id).collect();
    assert!(names.iter().all(|name| *name == "gateway") && !names.is_empty(), "{names:?}");
}

fn a_level_is_one_of_the_eight_to_the_letter(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for level in [
        json!("OPENBAAR"),
        json!(" openbaar"),
        json!("openbaar "),
        json!("beperkt openbaar"),
        json!("open\u{200b}baar"),
        json!("onbekend"),
        json!(null),
        json!(0),
        json!(false),
        json!(["openbaar"]),
        json!({}),
    ] {
        let mark = mark();
        let mut body = new_zaak(&at, sample::ZAAKTYPE_MELDING, None, &mark);
        body["vertrouwelijkheidaanduiding"] = level;
        refused(&create(&at, sample::ZAKEN, &token, &body), 400, "body-not-judged");
        unseen(&at.upstream, &mark);
    }
}

fn a_document_is_made_by_type_and_level(bench: &Bench) {
    let at = bench.shared();
    let url = |uuid| sample::url(&at.public_url(), sample::INFORMATIEOBJECTTYPEN, uuid);
    let may = json!({ "label": "Scanner", "autorisaties": [{
        "component": "drc", "scopes": ["documenten.aanmaken"],
        "informatieobjecttype": url(sample::INFORMATIEOBJECTTYPE_INKOMEN),
        "max_vertrouwelijkheidaanduiding": "zaakvertrouwelijk" }] });
    let token = TaskApplication::register(&at, &may, &json!({})).token(&at);
    for (uuid, level, status) in [
        (sample::INFORMATIEOBJECTTYPE_INKOMEN, Some("zaakvertrouwelijk"), 201),
        (sample::INFORMATIEOBJECTTYPE_INKOMEN, Some("vertrouwelijk"), 403),
        (sample::INFORMATIEOBJECTTYPE_INKOMEN, None, 403),
        (sample::INFORMATIEOBJECTTYPE_FOTO, Some("openbaar"), 403),
    ] {
        let mark = mark();
        let mut body =
            json!({ "informatieobjecttype": url(uuid), "titel": mark, "inhoud": "YQ==" });
        if let Some(level) = level {
            body["vertrouwelijkheidaanduiding"] = json!(level);
        }
        let answer = create(&at, sample::DOCUMENTEN, &token, &body);
        assert_eq!(answer.status, status, "{uuid} {level:?}: {answer:?}");
        assert_eq!(at.upstream.traces(&mark).len(), usize::from(status == 201));
    }
}

fn a_besluit_is_made_by_type(bench: &Bench) {
    let at = bench.shared();
    let url = |uuid| sample::url(&at.public_url(), sample::BESLUITTYPEN, uuid);
    let may = json!({ "label": "Besluiter", "autorisaties": [{
        "component": "brc", "scopes": ["besluiten.aanmaken"],
        "besluittype": url(sample::BESLUITTYPE_TOEKENNING) }] });
    let token = TaskApplication::register(&at, &may, &json!({})).token(&at);
    for (uuid, status) in [(sample::BESLUITTYPE_TOEKENNING, 201), (Uuid::nil(), 403)] {
        let mark = mark();
        // A besluit has no level; a member of that name decides nothing.
        let body = json!({ "besluittype": url(uuid), "toelichting": mark,
            "vertrouwelijkheidaanduiding": "zeer_geheim" });
        let answer = create(&at, sample::BESLUITEN, &token, &body);
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(at.upstream.traces(&mark).len(), usize::from(status == 201));
    }
}

fn what_a_body_means_to_be_is_no_leave_for_another_operation(bench: &Bench) {
    let at = bench.shared();
    let token = melder(&at).token(&at);
    for (path, status, code) in [
        ("/zaken/api/v1/statussen", 400, "body-not-judged"),
        ("/zaken/api/v1/rollen", 403, "scope-not-held"),
        (sample::BESLUITEN, 403, "scope-not-held"),
    ] {
        let mark = mark();
        let body = new_zaak(&at, sample::ZAAKTYPE_MELDING, Some("openbaar"), &mark);
        refused(&create(&at, path, &token, &body), status, code);
        unseen(&at.upstream, &mark);
    }
}
