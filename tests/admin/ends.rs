//! Deleting and restoring: what ends, what comes back, and what never does.

use serde_json::{Value, json};
use voorbeeldzaken::sample;

use super::{applicatie, assert_fout, empty};
use crate::cases;
use crate::harness::{
    Administrator, Autorisatie, Bench, IN_FORCE, Installation, Request, TaskApplication, eventually,
};

cases![
    a_deleted_applicatie_takes_its_clients_along_and_brings_them_back_without_their_secrets,
    a_client_that_was_deleted_before_its_applicatie_stays_deleted,
    a_deleted_client_comes_back_without_its_secrets_and_its_tokens_stay_dead,
    a_client_id_of_a_deleted_applicatie_is_never_given_to_another,
    what_is_deleted_is_shown_and_listed_apart,
    nothing_is_added_to_what_is_deleted,
    deleting_or_restoring_twice_says_how_things_stand,
    of_two_who_delete_at_once_one_does,
    the_last_administrator_is_not_deleted,
];

fn zaak() -> String {
    format!("{}/{}", sample::ZAKEN, sample::ZAAK_MELDING_OPENBAAR)
}

fn reader(at: &Installation) -> TaskApplication {
    let reads = Autorisatie::zaken(&["zaken.lezen"], sample::ZAAKTYPE_MELDING, "openbaar");
    TaskApplication::with(at, &[reads])
}

fn do_it(admin: &Administrator, path: &str) -> Value {
    let (method, path) = match path.strip_prefix("delete ") {
        Some(path) => ("DELETE", path.to_owned()),
        None => ("POST", format!("{path}/restore")),
    };
    admin.done(method, &path, &json!({}))
}

fn a_deleted_applicatie_takes_its_clients_along_and_brings_them_back_without_their_secrets(
    bench: &Bench,
) {
    let at = bench.shared();
    let admin = at.administrator();
    let mut app = reader(&at);
    let second = format!("{}-tweede", app.client_id);
    let body = json!({ "client_id": second, "applicatie": app.applicatie });
    admin.done("POST", "/clients", &body);
    let token = app.token(&at);
    let ask = |token: &str| Request::get(&zaak()).bearer(token).send(at.gateway).status;
    eventually(IN_FORCE, "allowed", || ask(&token) == 200);

    let deleted = do_it(&admin, &format!("delete /applicaties/{}", app.applicatie));
    assert_eq!(deleted["client_ids"], json!([app.client_id, second]));
    eventually(IN_FORCE, "refused once deleted", || ask(&token) == 401);
    assert_eq!(app.ask(&at, "").status, 401, "no token for a client that ended");

    let restored = do_it(&admin, &format!("/applicaties/{}", app.applicatie));
    assert_eq!(restored["client_ids"], deleted["client_ids"]);
    assert_eq!(app.ask(&at, "").status, 401, "the old secret stays revoked");
    (app.secret_id, app.secret) = app.new_secret(&admin);
    let fresh = app.token(&at);
    eventually(IN_FORCE, "allowed again, as before", || ask(&fresh) == 200);
    assert_eq!(ask(&token), 401, "the old token stays dead");
}

fn a_client_that_was_deleted_before_its_applicatie_stays_deleted(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let id = empty(&at);
    for client in ["blijft-weg", "komt-terug"] {
        admin.done("POST", "/clients", &json!({ "client_id": client, "applicatie": id }));
    }
    do_it(&admin, "delete /clients/blijft-weg");
    let deleted = do_it(&admin, &format!("delete /applicaties/{id}"));
    assert_eq!(deleted["client_ids"], json!(["komt-terug"]));
    let restored = do_it(&admin, &format!("/applicaties/{id}"));
    assert_eq!(restored["client_ids"], json!(["komt-terug"]));
    let gone = admin.done("GET", "/clients/blijft-weg", &json!({}));
    assert!(gone["deleted_at"].is_string());
}

fn a_deleted_client_comes_back_without_its_secrets_and_its_tokens_stay_dead(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let mut app = reader(&at);
    let token = app.token(&at);
    let ask = |token: &str| Request::get(&zaak()).bearer(token).send(at.gateway).status;
    eventually(IN_FORCE, "allowed", || ask(&token) == 200);
    let path = format!("/clients/{}", app.client_id);
    do_it(&admin, &format!("delete {path}"));
    eventually(IN_FORCE, "refused once deleted", || ask(&token) == 401);
    do_it(&admin, &path);
    (app.secret_id, app.secret) = app.new_secret(&admin);
    let fresh = app.token(&at);
    eventually(IN_FORCE, "allowed again", || ask(&fresh) == 200);
    assert_eq!(ask(&token), 401);
    let shown = admin.done("GET", &path, &json!({}));
    assert!(shown["judged_before"].as_u64().unwrap() > 0, "{shown}");
}

fn a_client_id_of_a_deleted_applicatie_is_never_given_to_another(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let (first, other) = (empty(&at), empty(&at));
    let client = |id: &str| json!({ "client_id": "voor-altijd", "applicatie": id });
    admin.done("POST", "/clients", &client(&first));
    do_it(&admin, &format!("delete /applicaties/{first}"));
    let answer = admin.call("POST", "/clients", &client(&other));
    assert_fout(&answer, 409, "client-id-exists");
    assert_fout(&admin.call("POST", "/clients", &client(&first)), 409, "deleted");
}

fn what_is_deleted_is_shown_and_listed_apart(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let id = applicatie(&at, &json!({ "label": "Apart gehouden" }));
    admin.done("POST", "/clients", &json!({ "client_id": "apart", "applicatie": id }));
    let listed = |query: &str| {
        let found = admin.done("GET", &format!("/applicaties?label=apart{query}"), &json!({}));
        found["results"].as_array().unwrap().clone()
    };
    assert_eq!((listed("").len(), listed("&deleted=true").len()), (1, 0));
    do_it(&admin, &format!("delete /applicaties/{id}"));
    let gone = listed("&deleted=true");
    assert_eq!((listed("").len(), gone.len()), (0, 1));
    assert_eq!(gone[0]["client_ids"], json!(["apart"]), "those that come back with it");
    assert!(gone[0]["deleted_at"].is_string());
    assert_eq!(admin.done("GET", &format!("/applicaties/{id}"), &json!({})), gone[0]);
    let clients = admin.done("GET", &format!("/clients?applicatie={id}&deleted=true"), &json!({}));
    assert_eq!(clients["results"][0]["client_id"], "apart");
    let secrets = admin.done("GET", "/clients/apart/secrets", &json!({}));
    assert_eq!(secrets["results"], json!([]));
}

fn nothing_is_added_to_what_is_deleted(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let id = empty(&at);
    admin.done("POST", "/clients", &json!({ "client_id": "niets-meer", "applicatie": id }));
    do_it(&admin, &format!("delete /applicaties/{id}"));
    let may = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    for (path, body) in [
        (format!("/applicaties/{id}/autorisaties"), &may),
        ("/clients".to_owned(), &json!({ "client_id": "nieuw-meer", "applicatie": id })),
        ("/clients/niets-meer/secrets".to_owned(), &json!({})),
        ("/clients/niets-meer/secrets/rotate".to_owned(), &json!({})),
        ("/clients/niets-meer/tokens/revoke".to_owned(), &json!({})),
        ("/clients/niets-meer/restore".to_owned(), &json!({})),
    ] {
        let answer = admin.call("POST", &path, body);
        assert_fout(&answer, 409, "deleted");
        assert!(answer.member("detail").contains("restore it first"), "{}", answer.text());
    }
}

fn deleting_or_restoring_twice_says_how_things_stand(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let id = empty(&at);
    admin.done("POST", "/clients", &json!({ "client_id": "tweemaal", "applicatie": id }));
    let thing = ["/clients/tweemaal".to_owned(), format!("/applicaties/{id}")];
    for path in &thing {
        let restore = format!("{path}/restore");
        assert_fout(&admin.call("POST", &restore, &json!({})), 409, "not-deleted");
        do_it(&admin, &format!("delete {path}"));
        assert_fout(&admin.call("DELETE", path, &json!({})), 409, "deleted");
        do_it(&admin, path);
        assert_fout(&admin.call("POST", &restore, &json!({})), 409, "not-deleted");
    }
}

fn of_two_who_delete_at_once_one_does(bench: &Bench) {
    let at = bench.shared();
    for _ in 0..5 {
        let path = format!("/applicaties/{}", empty(&at));
        let admin = at.administrator();
        let delete = || admin.call("DELETE", &path, &json!({})).status;
        let mut statuses: Vec<u16> = std::thread::scope(|scope| {
            let both = [scope.spawn(delete), scope.spawn(delete)];
            both.into_iter().map(|one| one.join().unwrap()).collect()
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }
}

fn the_last_administrator_is_not_deleted(bench: &Bench) {
    let at = bench.fresh();
    let admin = at.administrator();
    let delete = |id: &str| admin.call("DELETE", &format!("/clients/{id}"), &json!({}));
    assert_fout(&delete("beheerder"), 409, "last-secret");
    admin.done("POST", "/clients", &json!({ "client_id": "b2", "system": "administrator" }));
    assert_fout(&delete("beheerder"), 409, "last-secret");
    admin.done("POST", "/clients/b2/secrets", &json!({}));
    assert_eq!(delete("beheerder").status, 204, "another one can go on");
    assert_fout(&delete("b2"), 401, "not-authenticated");
}
