//! An upstream that refuses, breaks off, or has what is not ours: it is said, tried again, and nothing
//! of others is overwritten.

use serde_json::{Value, json};

use super::{AGAIN, SOON, kept, kept_with, may, reader};
use crate::cases;
use crate::harness::ac_front::invalid;
use crate::harness::{Bench, Options, Trick, eventually};

cases![
    why_it_is_refused_is_said_and_it_is_taken_when_the_cause_is_gone,
    whatever_goes_wrong_is_tried_again,
    client_ids_that_lie_there_in_several_or_with_others_overwrite_nothing,
    what_is_named_to_be_kept_is_not_touched,
];

fn applicatie(client_ids: &[&str]) -> Value {
    json!({ "clientIds": client_ids, "label": "Nieuw", "autorisaties": [may("ztc", "catalogi.lezen")] })
}

fn why_it_is_refused_is_said_and_it_is_taken_when_the_cause_is_gone(bench: &Bench) {
    let kept = kept(bench);
    kept.front.becomes(invalid("autorisaties.0.zaaktype", "required", "Dit veld is verplicht"));
    kept.ac.done("POST", "/applicaties", &applicatie(&["geweigerd"]));
    let said = "it answered 400 Bad Request: invalid; Invalid input.; autorisaties.0.zaaktype Dit veld \
                is verplicht";
    eventually(SOON, "it says why", || kept.error() == said);
    let secret = kept.at.path("beheer.secret");
    crate::harness::write_secret(&secret, &kept.at.first_secret());
    let shown = |arguments: &[&str]| {
        let issuer = kept.at.issuer_url();
        let whose = ["--issuer", &issuer, "--secret-file", secret.to_str().unwrap()];
        kept.at.command(&[&["mirror"], arguments, &whose].concat()).stdout
    };
    let listed = shown(&["status", "openzaak", "--failing"]);
    assert!(listed.contains("autorisaties.0.zaaktype Dit veld is verplicht"), "{listed}");
    let all = shown(&["status"]);
    assert!(all.contains("openzaak") && all.contains("1 to give more"), "{all}");
    assert_eq!(kept.at.said().matches("an upstream does not take an applicatie").count(), 1);
    kept.front.becomes(Trick::Passes);
    let retried = shown(&["retry", "openzaak"]);
    assert!(retried.starts_with("1 tried now"), "{retried}");
    eventually(SOON, "it lies there", || kept.lying("geweigerd").len() == 1);
    let over = "no applicatie is left that the upstream did not take";
    eventually(SOON, "it says so", || kept.at.said().contains(over));
}

fn whatever_goes_wrong_is_tried_again(bench: &Bench) {
    let kept = kept(bench);
    let reader = reader(&kept);
    for (trick, said) in [
        (Trick::Says(401, json!({ "code": "x" })), "it answered 401 Unauthorized: x"),
        (Trick::Says(403, json!({})), "it answered 403 Forbidden"),
        (Trick::Says(500, json!("<html>")), "it answered 500 Internal Server Error"),
        (Trick::Closes, "it closed the connection without an answer"),
        (Trick::Hangs, "it did not answer within 3s"),
    ] {
        kept.front.becomes(trick);
        let path = format!("/applicaties/{}", reader.applicatie);
        kept.ac.done("PATCH", &path, &json!({ "label": said }));
        eventually(SOON, said, || kept.error() == said);
    }
    assert_eq!(kept.waiting().len(), 1, "of one applicatie one is enough");
    kept.front.becomes(Trick::Passes);
    let label = "it did not answer within 3s";
    let lies = || kept.says(&reader.client_id).is_some_and(|says| says.0 == label);
    eventually(AGAIN, "the newest lies there, by itself", lies);
}

fn client_ids_that_lie_there_in_several_or_with_others_overwrite_nothing(bench: &Bench) {
    let kept = kept(bench);
    let all = |client_ids: &[&str]| json!({ "clientIds": client_ids, "label": "Met de hand", "heeftAlleAutorisaties": true });
    let first = kept.there.done("POST", "/applicaties", &all(&["een"]));
    let second = kept.there.done("POST", "/applicaties", &all(&["twee"]));
    let third = kept.there.done("POST", "/applicaties", &all(&["drie", "vier"]));
    kept.ac.done("POST", "/applicaties", &applicatie(&["een", "twee"]));
    eventually(SOON, "it says why", || {
        kept.error().contains("belong to several applicaties there")
    });
    kept.ac.done("POST", "/applicaties", &applicatie(&["drie"]));
    let superset = || {
        let waiting = kept.waiting();
        let mut errors = waiting.iter().filter_map(|one| one["last_error"].as_str());
        errors.any(|error| error.contains("which has \"vier\" too"))
    };
    eventually(SOON, "it says why", superset);
    assert!(kept.front.writes().iter().all(|write| write.body["label"] != "Nieuw"));
    for (client_id, made) in [("een", &first), ("twee", &second), ("drie", &third)] {
        assert_eq!(&kept.lying(client_id)[0], made);
    }
    kept.ac.done("POST", "/applicaties", &applicatie(&["vijf"]));
    assert_eq!(kept.lying("vijf").len(), 1, "others go on");
}

fn what_is_named_to_be_kept_is_not_touched(bench: &Bench) {
    let kept = kept_with(bench, &Options::default(), "keep = ['poort']");
    let by_hand =
        json!({ "clientIds": ["poort"], "label": "Poort", "heeftAlleAutorisaties": true });
    let made = kept.there.done("POST", "/applicaties", &by_hand);
    kept.ac.done("POST", "/applicaties", &applicatie(&["poort"]));
    eventually(SOON, "it says why", || kept.error().contains("`poort` is kept as it is there"));
    let own = kept.there.application.client_id.clone();
    kept.ac.done("POST", "/applicaties", &applicatie(&[&own]));
    eventually(SOON, "so is our own", || {
        let own = format!("`{own}` is kept as it is there");
        kept.waiting()
            .iter()
            .any(|one| one["last_error"].as_str().is_some_and(|it| it.contains(&own)))
    });
    assert_eq!(kept.lying("poort")[0], made);
    kept.ac.done("POST", "/applicaties", &applicatie(&["ander"]));
    assert_eq!(kept.lying("ander").len(), 1, "another is written");
}
