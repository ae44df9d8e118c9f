//! Each change of an applicatie is written there, and nothing else is.

use serde_json::{Value, json};

use super::{AGAIN, SOON, kept, kept_with};
use crate::cases;
use crate::harness::ac::path_of;
use crate::harness::{Bench, Options, TaskApplication, eventually};

cases![
    each_change_is_written_there_and_the_end_too,
    what_gives_nothing_or_nobody_anything_does_not_lie_there,
    a_type_has_its_name_there_and_no_scope_is_said_twice,
    what_was_made_there_by_hand_with_the_same_client_ids_is_taken_over,
];

fn each_change_is_written_there_and_the_end_too(bench: &Bench) {
    let kept = kept(bench);
    let body = json!({ "clientIds": ["balie"], "label": "Balie",
        "autorisaties": [super::may("ztc", "catalogi.lezen")] });
    let made = kept.ac.done("POST", "/applicaties", &body);
    assert_eq!(kept.says("balie"), Some(("Balie".to_owned(), 1)), "when it is answered");
    kept.ac.done("PATCH", &path_of(&made), &json!({ "label": "Loket" }));
    eventually(SOON, "its label", || kept.says("balie") == Some(("Loket".to_owned(), 1)));
    kept.ac.done("PATCH", &path_of(&made), &json!({ "clientIds": ["balie", "balie-2"] }));
    assert_eq!(kept.says("balie-2"), Some(("Loket".to_owned(), 1)), "when it is answered");
    let admin = kept.at.administrator();
    admin.call("DELETE", "/clients/balie", &Value::Null);
    eventually(SOON, "the client ends", || kept.says("balie").is_none());
    assert_eq!(kept.lying("balie-2").len(), 1);
    kept.ac.ask("DELETE", &path_of(&made));
    eventually(SOON, "it ends", || kept.lying("balie-2").is_empty());
    eventually(SOON, "all is written", || kept.waiting().is_empty());
}

fn what_gives_nothing_or_nobody_anything_does_not_lie_there(bench: &Bench) {
    let kept = kept(bench);
    let admin = kept.at.administrator();
    let scopes = json!({ "component": "ztc", "scopes": ["catalogi.lezen"] });
    let made = admin.done("POST", "/applicaties", &json!({ "label": "Leeg" }));
    let id = made["id"].as_str().unwrap();
    admin.done("POST", "/clients", &json!({ "client_id": "leeg", "applicatie": id }));
    let path = format!("/applicaties/{id}/autorisaties");
    let given = admin.done("POST", &path, &scopes);
    assert_eq!(kept.says("leeg"), Some(("Leeg".to_owned(), 1)), "once it gives something");
    let taken = format!("{path}/{}", given["id"].as_str().unwrap());
    assert_eq!(admin.call("DELETE", &taken, &Value::Null).status, 204);
    eventually(SOON, "it leaves when it gives nothing", || kept.lying("leeg").is_empty());
    eventually(SOON, "all is written", || kept.waiting().is_empty());
    assert!(
        kept.front.writes().iter().all(|write| write.status < 300),
        "{:?}",
        kept.front.writes()
    );
}

fn a_type_has_its_name_there_and_no_scope_is_said_twice(bench: &Bench) {
    let alias =
        "type_alias = [{ from = 'https://hier.example/catalogi', to = 'https://daar.example/c' }]";
    let kept = kept_with(bench, &Options::default(), alias);
    let zaken = |level: &str| {
        json!({ "component": "zrc", "scopes": ["zaken.lezen"],
            "zaaktype": "https://hier.example/catalogi/zaaktypen/1", "maxVertrouwelijkheidaanduiding": level })
    };
    let body = json!({ "clientIds": ["zaken"], "label": "Zaken",
        "autorisaties": [zaken("openbaar"), zaken("geheim")] });
    kept.ac.done("POST", "/applicaties", &body);
    let lying = kept.lying("zaken");
    let its = lying[0]["autorisaties"].as_array().unwrap();
    assert_eq!(its.len(), 1, "{its:?}");
    assert_eq!(its[0]["zaaktype"], "https://daar.example/c/zaaktypen/1");
    assert_eq!(its[0]["maxVertrouwelijkheidaanduiding"], "geheim");
}

fn what_was_made_there_by_hand_with_the_same_client_ids_is_taken_over(bench: &Bench) {
    let kept = kept(bench);
    let by_hand = json!({ "clientIds": ["van-vroeger"], "label": "Met de hand",
        "heeftAlleAutorisaties": true });
    let before = kept.there.done("POST", "/applicaties", &by_hand);
    let reads =
        json!({ "label": "Van ons", "autorisaties": [super::may("ztc", "catalogi.lezen")] });
    TaskApplication::named(&kept.at, "van-vroeger", &reads, &json!({}));
    let is_ours = || kept.says("van-vroeger") == Some(("Van ons".to_owned(), 1));
    eventually(AGAIN, "it is ours", is_ours);
    let lying = kept.lying("van-vroeger");
    assert_eq!(lying[0]["url"], before["url"], "the same one");
    assert_eq!(lying[0]["heeftAlleAutorisaties"], false);
}
