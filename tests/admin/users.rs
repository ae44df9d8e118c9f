//! `/admin/v1/users`: people who may sign in.

use serde_json::{Value, json};

use super::assert_fout;
use crate::cases;
use crate::harness::canaries::PASSWORD;
use crate::harness::{Administrator, Bench};

cases![
    a_user_is_added_shown_and_changed,
    no_two_usernames_differ_in_the_size_of_letters_alone,
    a_password_that_is_made_is_shown_once,
    a_password_is_long_enough_and_not_what_everybody_tries,
    a_user_looks_like_who_they_are,
    users_are_found_by_role_and_page_by_page,
    a_user_is_disabled_and_enabled_again,
    what_is_done_to_users_stands_in_the_audit_log,
    who_is_disabled_or_has_another_password_has_no_token_left,
];

fn new(username: &str) -> Value {
    json!({ "username": username, "name": "Jan Jansen", "password": PASSWORD })
}

fn show(admin: &Administrator, user: &str) -> Value {
    admin.done("GET", &format!("/users/{user}"), &json!({}))
}

fn a_user_is_added_shown_and_changed(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let made = admin.done("POST", "/users", &new("j.jansen"));
    assert!(made.get("password").is_none(), "it was given");
    let id = made["id"].as_str().unwrap();
    let shown = show(&admin, id);
    assert_eq!(shown, show(&admin, "J.Jansen"), "by name too");
    assert_eq!((&shown["role"], &shown["email"]), (&json!("none"), &Value::Null));
    let email = "jan@gemeente.example";
    let change = json!({ "name": "Jan de Vries", "email": email, "role": "administrator" });
    let changed = admin.done("PATCH", "/users/j.jansen", &change);
    assert_eq!((&changed["name"], &changed["email"]), (&json!("Jan de Vries"), &json!(email)));
    assert_eq!(changed, show(&admin, id));
    let left = admin.done("PATCH", "/users/j.jansen", &json!({ "email": null }));
    assert_eq!((&left["email"], &left["name"]), (&Value::Null, &json!("Jan de Vries")));
    assert_fout(&admin.call("GET", "/users/niemand", &json!({})), 404, "not-found");
    let odd = admin.call("PATCH", "/users/j.jansen", &json!({ "username": "x" }));
    assert_fout(&odd, 400, "invalid");
}

fn no_two_usernames_differ_in_the_size_of_letters_alone(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    admin.done("POST", "/users", &new("Élise.Peters"));
    for taken in ["Élise.Peters", "élise.peters", "ÉLISE.PETERS"] {
        assert_fout(&admin.call("POST", "/users", &new(taken)), 409, "username-exists");
    }
    admin.done("POST", "/users", &new("elise.peters"));
}

fn a_password_that_is_made_is_shown_once(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let body = json!({ "username": "gemaakt", "name": "G" });
    let made = admin.call("POST", "/users", &body);
    assert_eq!((made.status, made.header("cache-control")), (201, Some("no-store")));
    let password = made.member("password");
    assert!(password.len() > 20, "{password}");
    assert!(!show(&admin, "gemaakt").to_string().contains(&password));
    let again = admin.call("POST", "/users/gemaakt/password", &json!({}));
    assert_eq!((again.status, again.header("cache-control")), (200, Some("no-store")));
    assert_ne!(again.member("password"), password);
    let database = at.database_bytes();
    let text = String::from_utf8_lossy(&database);
    assert!(text.contains("gemaakt") && !text.contains(&password));
    assert!(!text.contains(&again.member("password")) && !text.contains(PASSWORD));
}

fn a_password_is_long_enough_and_not_what_everybody_tries(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for (bad, why) in [
        ("elf tekens.", "at least 12"),
        ("", "at least 12"),
        (&*"x y".repeat(43), "at most 128"),
        ("een\u{7}bel en meer", "control"),
        ("Wachtwoord2026!", "the first that anybody would try"),
        ("Keurig.Gekozen.Naam", "not the username"),
    ] {
        let body = json!({ "username": "keurig.gekozen.naam", "name": "K", "password": bad });
        let refused = admin.call("POST", "/users", &body);
        assert_fout(&refused, 400, "invalid");
        assert!(refused.member("detail").contains(why), "{}", refused.text());
        assert!(bad.is_empty() || !refused.text().contains(bad), "it is not repeated");
    }
    for (number, good) in ["twaalf teken", "🔑 éé is genoeg", &"x y ".repeat(32)].iter().enumerate()
    {
        let body = json!({ "username": format!("goed-{number}"), "name": "G", "password": good });
        admin.done("POST", "/users", &body);
    }
}

fn a_user_looks_like_who_they_are(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let good = json!({ "username": "echt", "name": "<b>Jan</b> & co", "email": "a@b.nl" });
    for (member, bad) in [
        ("username", ""),
        ("username", " spatie"),
        ("username", "j\u{202e}an"),
        ("username", "0f7b2f52-6d1e-4e57-9c55-2b7a90c1d001"),
        ("name", ""),
        ("name", "a\nb"),
        ("email", "nergens"),
        ("email", "a b@c.nl"),
        ("role", "koning"),
    ] {
        let mut body = good.clone();
        body[member] = json!(bad);
        assert_fout(&admin.call("POST", "/users", &body), 400, "invalid");
    }
    admin.done("POST", "/users", &good);
}

fn users_are_found_by_role_and_page_by_page(bench: &Bench) {
    let at = bench.fresh();
    let admin = at.administrator();
    for (username, role) in [("c", "none"), ("A", "administrator"), ("b", "none")] {
        admin.done("POST", "/users", &json!({ "username": username, "name": "x", "role": role }));
    }
    let list = |query: &str| {
        let page = admin.done("GET", &format!("/users?{query}"), &json!({}));
        let names = page["results"].as_array().unwrap().iter().map(|user| user["username"].clone());
        (names.collect::<Vec<Value>>(), page["next"].clone())
    };
    let (first, next) = list("limit=2");
    assert_eq!(first, ["A", "b"]);
    let (rest, end) = list(&format!("limit=2&after={}", next.as_str().unwrap()));
    assert_eq!((rest, end), (vec![json!("c")], Value::Null));
    assert_eq!(list("role=administrator").0, ["A"]);
    admin.done("POST", "/users/b/disable", &json!({}));
    assert_eq!(list("disabled=true").0, ["b"]);
    assert_eq!(list("").0, ["A", "c"]);
}

fn a_user_is_disabled_and_enabled_again(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    admin.done("POST", "/users", &new("wisselend"));
    assert_eq!(show(&admin, "wisselend")["disabled_at"], Value::Null);
    admin.done("POST", "/users/wisselend/disable", &json!({}));
    let since = show(&admin, "wisselend")["disabled_at"].clone();
    assert!(since.is_string());
    admin.done("POST", "/users/wisselend/disable", &json!({}));
    assert_eq!(show(&admin, "wisselend")["disabled_at"], since, "the first time counts");
    admin.done("POST", "/users/wisselend/enable", &json!({}));
    assert_eq!(show(&admin, "wisselend")["disabled_at"], Value::Null);
}

fn what_is_done_to_users_stands_in_the_audit_log(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    let made = admin.done("POST", "/users", &new("nagegaan"));
    let user = format!("/users/{}", made["id"].as_str().unwrap());
    admin.done("PATCH", &user, &json!({ "name": "N" }));
    admin.done("POST", &format!("{user}/password"), &json!({ "password": PASSWORD }));
    for act in ["disable", "enable"] {
        admin.done("POST", &format!("{user}/{act}"), &json!({}));
    }
    let query = format!(
        "SELECT act, actor, address FROM audit WHERE subject = '{}' ORDER BY at, id",
        made["id"].as_str().unwrap()
    );
    let rows = at.database.texts::<3>(at.folder.path(), &query);
    let acts: Vec<String> = rows.iter().map(|[act, ..]| act.clone().unwrap()).collect();
    let expected = ["create", "change", "password", "disable", "enable"];
    assert_eq!(acts, expected.map(|act| format!("user.{act}")));
    for [_, actor, address] in rows {
        assert_eq!((actor.as_deref(), address.as_deref()), (Some("beheerder"), Some("127.0.0.1")));
    }
}

fn who_is_disabled_or_has_another_password_has_no_token_left(bench: &Bench) {
    let at = bench.shared();
    let admin = at.administrator();
    for act in ["disable", "password", "enable"] {
        let made = admin.done("POST", "/users", &new(&format!("tokens-{act}")));
        let id = made["id"].as_str().unwrap();
        let query = format!("SELECT COUNT(*) AS n FROM revocations WHERE \"of\" = 'user:{id}'");
        let revoked = || at.database.rows(at.folder.path(), &query)[0][0];
        assert_eq!(revoked(), 0);
        admin.done("POST", &format!("/users/{id}/{act}"), &json!({}));
        assert_eq!(revoked(), i64::from(act != "enable"), "{act}");
    }
}
