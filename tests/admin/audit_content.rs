//! What the lines of the audit log say: what a thing was before an act and after it, of every act, and
//! nothing that would prove anybody to be somebody.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::empty;
use crate::cases;
use crate::harness::{Administrator, Bench, Installation};

cases![
    what_was_changed_stands_there_as_it_was_shown_before_and_is_shown_now,
    a_deleted_thing_stands_there_as_it_was,
    a_rotated_secret_stands_there_with_those_that_it_replaces,
    of_thousands_of_autorisaties_a_change_has_the_one_that_differs,
    every_act_is_described_with_what_it_means,
];

/// What an act says: of the thing before it, of the thing after it.
type Says = (&'static str, [bool; 2]);

const MADE: [bool; 2] = [false, true];
const GONE: [bool; 2] = [true, false];
const CHANGED: [bool; 2] = [true, true];
const NOTHING: [bool; 2] = [false, false];

/// Every act that an administrator does at the admin API.
const ADMINISTRATIVE: &[Says] = &[
    ("applicatie.create", MADE),
    ("applicatie.import", MADE),
    ("applicatie.apply", MADE),
    ("applicatie.delete", GONE),
    ("applicatie.restore", MADE),
    ("autorisatie.add", MADE),
    ("autorisatie.remove", GONE),
    ("client.create", MADE),
    ("client.change", CHANGED),
    ("client.delete", GONE),
    ("client.restore", MADE),
    ("secret.create", MADE),
    ("secret.rotate", CHANGED),
    ("secret.import", MADE),
    ("secret.revoke", GONE),
    ("zgw_key.create", MADE),
    ("public_key.create", MADE),
    ("api_token.create", MADE),
    ("upstream_key.drop", GONE),
    ("binding.create", MADE),
    ("binding.delete", GONE),
    ("registration_token.create", MADE),
    ("registration_token.revoke", GONE),
    ("api.create", MADE),
    ("api.change", CHANGED),
    ("access.request", MADE),
    ("access.approve", CHANGED),
    ("access.refuse", CHANGED),
    ("access.withdraw", CHANGED),
    ("user.create", MADE),
    ("user.change", CHANGED),
    ("user.password", CHANGED),
    ("user.disable", CHANGED),
    ("user.enable", CHANGED),
    ("grant.revoke", GONE),
    ("token.revoke", MADE),
    ("tokens.revoke", MADE),
    ("key.rotate", MADE),
    ("key.rotate_at_once", MADE),
    ("key.remove", CHANGED),
    ("notificatie.retry", MADE),
    ("notificatie.drop", GONE),
    ("mirror.retry", MADE),
    ("mirror.sync", MADE),
    ("verdict.explain", NOTHING),
];
/// Those that others do, or the issuer by itself.
const OF_OTHERS: &[&str] = &[
    "applicatie.update",
    "client.register",
    "user.login",
    "user.logout",
    "user.refuse",
    "consent.give",
    "consent.withdraw",
    "grant.stolen",
    "token.issue",
    "token.refuse",
    "key.publish",
    "key.activate",
    "key.retire",
    "feed.open",
    "database.backup",
    "database.restore",
];
/// What proves somebody, or what that is verified with, in any answer or column of ours.
const SECRET: &[&str] =
    &["$argon2", "\"hash\"", "\"digest\"", "\"sealed\"", "\"private\"", "\"zp_", "\"eyJ"];

/// Holds every line of an installation against what its act says, with none of these texts in it. Says
/// which administrative acts there were.
pub(super) fn hold(admin: &Administrator, shown_once: &[String]) -> BTreeSet<String> {
    let (mut acts, mut after) = (BTreeSet::new(), String::new());
    loop {
        let path = format!("/audit?actor=beheerder&order=oldest&limit=500{after}");
        let page = admin.done("GET", &path, &json!({}));
        for line in page["results"].as_array().unwrap() {
            hold_line(line, shown_once);
            acts.insert(line["act"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else { return acts };
        after = format!("&after={next}");
    }
}

fn hold_line(line: &Value, shown_once: &[String]) {
    let act = line["act"].as_str().unwrap();
    let text = line.to_string();
    let mut secrets = shown_once.iter().map(String::as_str).chain(SECRET.iter().copied());
    assert!(!secrets.any(|secret| text.contains(secret)), "a secret: {text}");
    let Some((_, says)) = ADMINISTRATIVE.iter().find(|(name, _)| *name == act) else {
        assert!(OF_OTHERS.contains(&act), "{act} is not in the table");
        return;
    };
    let there = [&line["before"], &line["after"]].map(|side| !side.is_null());
    assert_eq!(there, *says, "{text}");
}

/// That these are all acts that there are.
pub(super) fn are_all(seen: &BTreeSet<String>, document: &Value) {
    for (act, _) in ADMINISTRATIVE {
        assert!(seen.contains(*act), "{act} was never done");
    }
    let listed =
        document["components"]["schemas"]["AuditLine"]["properties"]["act"]["enum"].clone();
    let listed: BTreeSet<String> = serde_json::from_value(listed).unwrap();
    let known = ADMINISTRATIVE.iter().map(|(act, _)| *act).chain(OF_OTHERS.iter().copied());
    assert_eq!(listed, known.map(str::to_owned).collect(), "an act without a row in the table");
}

/// The last line about a thing.
fn last(at: &Installation, subject: &str) -> Value {
    let path = format!("/audit?subject={subject}&limit=1");
    at.administrator().done("GET", &path, &json!({}))["results"][0].take()
}

fn shown(at: &Installation, path: &str) -> Value {
    at.administrator().done("GET", path, &json!({}))
}

fn client(at: &Installation, id: &str) {
    let body = json!({ "client_id": id, "applicatie": empty(at) });
    at.administrator().done("POST", "/clients", &body);
}

fn what_was_changed_stands_there_as_it_was_shown_before_and_is_shown_now(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    client(&at, "voor-en-na");
    let before = shown(&at, "/clients/voor-en-na");
    assert_eq!(last(&at, "voor-en-na")["after"], before, "as it was made");
    let oauth = json!({ "oauth": { "token_format": "opaque" }, "access_token_lifetime": 60 });
    admin.done("PATCH", "/clients/voor-en-na", &oauth);
    let line = last(&at, "voor-en-na");
    assert_eq!((&line["before"], &line["after"]), (&before, &shown(&at, "/clients/voor-en-na")));
    assert_ne!(line["before"], line["after"]);
    let user = json!({ "username": "voor-en-na", "name": "Eerst" });
    let id = admin.done("POST", "/users", &user)["id"].as_str().unwrap().to_owned();
    let before = shown(&at, "/users/voor-en-na");
    admin.done("POST", "/users/voor-en-na/disable", &json!({}));
    let line = last(&at, &id);
    assert_eq!((&line["before"], &line["after"]), (&before, &shown(&at, "/users/voor-en-na")));
    assert_eq!(
        (&before["disabled_at"], line["after"]["disabled_at"].is_string()),
        (&Value::Null, true)
    );
}

fn a_deleted_thing_stands_there_as_it_was(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    client(&at, "was-er");
    let secret = admin.done("POST", "/clients/was-er/secrets", &json!({ "label": "oud" }));
    let path = format!("/clients/was-er/secrets/{}", secret["id"].as_str().unwrap());
    assert_eq!(admin.call("DELETE", &format!("{path}?force=true"), &json!({})).status, 204);
    let line = last(&at, &format!("was-er/{}", secret["id"].as_str().unwrap()));
    assert_eq!(
        (&line["before"]["label"], &line["before"]["state"]),
        (&json!("oud"), &json!("live"))
    );
    let before = shown(&at, "/clients/was-er");
    assert_eq!(admin.call("DELETE", "/clients/was-er", &json!({})).status, 204);
    let line = last(&at, "was-er");
    assert_eq!((&line["act"], &line["before"]), (&json!("client.delete"), &before));
}

fn a_rotated_secret_stands_there_with_those_that_it_replaces(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    client(&at, "gewisseld");
    let old = admin.done("POST", "/clients/gewisseld/secrets", &json!({}));
    let overlap = json!({ "overlap": "P14D" });
    let new = admin.done("POST", "/clients/gewisseld/secrets/rotate", &overlap);
    let line = last(&at, "gewisseld");
    let of = |side: &str| {
        let secrets = line[side]["secrets"].as_array().unwrap().clone();
        secrets
            .into_iter()
            .map(|one| (one["id"].clone(), one["expires_at"].is_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("before"), [(old["id"].clone(), false)]);
    let mut after = of("after");
    after.sort_by_key(|(_, ends)| *ends);
    assert_eq!(after, [(new["id"].clone(), false), (old["id"].clone(), true)]);
}

fn of_thousands_of_autorisaties_a_change_has_the_one_that_differs(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let body = |many: usize| {
        let one = |number| {
            json!({ "component": "zrc", "scopes": ["zaken.lezen"],
                "zaaktype": format!("https://catalogi.example/zaaktypen/{number}"),
                "maxVertrouwelijkheidaanduiding": "openbaar" })
        };
        json!({ "clientIds": ["duizenden"], "label": "x", "heeftAlleAutorisaties": false,
            "autorisaties": (0..many).map(one).collect::<Vec<_>>() })
    };
    admin.done("POST", "/imports/applicaties", &body(2_000));
    admin.done("POST", "/imports/applicaties", &body(2_001));
    let path = "/audit?act=applicatie.import&limit=500";
    let lines = shown(&at, path)["results"].take();
    let ours = |line: &&Value| line["after"]["clientIds"] == json!(["duizenden"]);
    let lines: Vec<&Value> = lines.as_array().unwrap().iter().filter(ours).collect();
    let [changed, made] = lines[..] else { panic!("{} lines", lines.len()) };
    assert_eq!(made["after"]["autorisaties"].as_array().unwrap().len(), 2_000);
    assert_eq!(changed["before"]["autorisaties"], json!([]));
    assert_eq!(changed["after"]["_unchanged"], json!({ "autorisaties": 2_000 }));
    let added = changed["after"]["autorisaties"].as_array().unwrap();
    assert!(added.len() == 1 && added[0]["zaaktype"].as_str().unwrap().ends_with("/2000"));
    assert!(changed.to_string().len() < 2_000, "{}", changed.to_string().len());
}

fn every_act_is_described_with_what_it_means(bench: &Bench) {
    let at = bench.shared();
    let document = shown(&at, "/openapi.json");
    let act = &document["components"]["schemas"]["AuditLine"]["properties"]["act"];
    let description = act["description"].as_str().unwrap();
    for (name, _) in ADMINISTRATIVE {
        assert!(description.contains(&format!("`{name}`: ")), "{name}");
    }
    let help = at.command(&["audit", "list", "--help"]);
    for name in OF_OTHERS {
        assert!(help.stdout.contains(name), "{name}: {}", help.stdout);
    }
}
