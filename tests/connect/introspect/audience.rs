//! Two APIs that one client calls: neither hears of what was fetched for the other.

use serde_json::{Value, json};

use super::apis::{Api, decide, inactive};
use crate::cases;
use crate::connect::refresh::{Offline, is_invalid, refresh_token};
use crate::harness::client::encoded;
use crate::harness::{Answer, Bench, Installation, TaskApplication};

cases![
    r7662_03_a_token_for_one_api_is_inactive_for_another_whatever_its_scopes,
    r7662_03_a_scope_is_enough_only_of_a_token_that_is_for_nobody_in_particular,
    scopes_that_are_none_of_the_resource_are_left_out_and_the_answer_says_so,
    r7662_03_a_token_of_a_person_is_for_the_api_that_it_was_redeemed_or_refreshed_for,
    what_a_person_is_asked_for_one_resource_has_no_scope_of_another,
];

/// APIs with a scope each, which are named by what comes before `_lees` in it.
struct Two {
    dao: Api,
    zus: Api,
}

impl Two {
    fn register(at: &Installation, name: &str) -> Self {
        let api = |which: &str| {
            let id = format!("{name}-{which}");
            Api::register(at, &id, &[&format!("{id}_lees")])
        };
        Self { dao: api("dao"), zus: api("zus") }
    }

    fn called_by(self, at: &Installation, client: &str, name: &str) -> Self {
        for (api, which) in [(&self.dao, "dao"), (&self.zus, "zus")] {
            let scope = format!("{name}-{which}_lees");
            decide(at, &api.asked_by(at, client, &[&scope]), "approve", &json!({}));
        }
        self
    }

    /// Whether each of them hears that it is alive.
    fn hear(&self, at: &Installation, token: &str) -> (bool, bool) {
        let hears = |api: &Api| {
            let said = api.introspect(at, token);
            assert!(said["active"] == true || said == inactive(), "{said}");
            said["active"] == true
        };
        (hears(&self.dao), hears(&self.zus))
    }
}

fn client(at: &Installation, more: &Value) -> TaskApplication {
    let all = json!({ "label": "Twee API's", "heeft_alle_autorisaties": true });
    TaskApplication::register(at, &all, more)
}

fn scopes(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut scopes: Vec<String> = answer.member("scope").split(' ').map(str::to_owned).collect();
    scopes.sort_unstable();
    scopes
}

fn token(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.member("access_token")
}

fn r7662_03_a_token_for_one_api_is_inactive_for_another_whatever_its_scopes(bench: &Bench) {
    let at = bench.shared();
    for format in ["jwt", "opaque"] {
        let name = format!("aud-{format}");
        let client = client(&at, &json!({ "oauth": { "token_format": format } }));
        let two = Two::register(&at, &name).called_by(&at, &client.client_id, &name);
        let both = format!("scope={name}-dao_lees+{name}-zus_lees");
        let hear = |more: &str| two.hear(&at, &token(&client.ask(&at, &format!("{both}{more}"))));
        let dao = encoded(&format!("https://{name}-dao.example"));
        assert_eq!(hear(&format!("&resource={dao}")), (true, false));
        assert_eq!(hear(&format!("&audience={name}-zus")), (false, true));
        assert_eq!(hear(""), (true, true), "its neighbours");
        assert_eq!(hear(&format!("&resource={dao}&audience={name}-zus")), (true, true));
    }
}

fn r7662_03_a_scope_is_enough_only_of_a_token_that_is_for_nobody_in_particular(bench: &Bench) {
    let at = bench.shared();
    let elsewhere = "https://elders.example";
    let itself = json!({ "oauth": { "assertion_tolerance": "acm" } });
    for (name, more, named, expected) in [
        ("aud-acm", itself.clone(), "", (true, false)),
        ("aud-acm-zus", itself, "&audience=aud-acm-zus-zus", (false, true)),
        (
            "aud-gewoon",
            json!({}),
            &*format!("&resource={}", encoded(&at.public_url())),
            (true, false),
        ),
        ("aud-elders", json!({ "audiences": [elsewhere] }), "", (false, false)),
        (
            "aud-elders-dao",
            json!({ "audiences": [elsewhere] }),
            "&audience=aud-elders-dao-dao",
            (true, false),
        ),
        (
            "aud-samen",
            json!({ "audiences": [elsewhere] }),
            "&audience=aud-samen-zus&resource=https://elders.example",
            (false, true),
        ),
    ] {
        let client = client(&at, &more);
        let two = Two::register(&at, name).called_by(&at, &client.client_id, name);
        let scope = if expected.1 { "zus" } else { "dao" };
        let answer = client.ask(&at, &format!("scope={name}-{scope}_lees{named}"));
        assert_eq!(two.hear(&at, &token(&answer)), expected, "{name}");
    }
}

fn scopes_that_are_none_of_the_resource_are_left_out_and_the_answer_says_so(bench: &Bench) {
    let at = bench.shared();
    let client = client(&at, &json!({ "extra_scopes": ["vo_info", "api1"] }));
    Two::register(&at, "aud-weg").called_by(&at, &client.client_id, "aud-weg");
    let all = "scope=aud-weg-dao_lees+aud-weg-zus_lees+vo_info+api1+zaken.lezen";
    let dao = client.ask(&at, &format!("{all}&audience=aud-weg-dao"));
    assert_eq!(scopes(&dao), ["api1", "aud-weg-dao_lees", "vo_info", "zaken.lezen"]);
    let none = client.ask(&at, "scope=aud-weg-zus_lees&audience=aud-weg-dao");
    is_invalid(&none, "invalid_scope");
    assert!(none.member("error_description").contains("name the API"), "{}", none.text());
    let zus = client.ask(&at, "scope=aud-weg-zus_lees&audience=aud-weg-zus");
    assert_eq!(scopes(&zus), ["aud-weg-zus_lees"]);
    let unnamed = client.ask(&at, "audience=aud-weg-dao");
    assert_eq!(unnamed.status, 200, "{}", unnamed.text());
}

fn r7662_03_a_token_of_a_person_is_for_the_api_that_it_was_redeemed_or_refreshed_for(
    bench: &Bench,
) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "aud-mens");
    let two = Two::register(&at, "aud-mens").called_by(&at, "aud-mens", "aud-mens");
    let scope = "openid offline_access aud-mens-dao_lees aud-mens-zus_lees";
    let code = client.code(scope, "&audience=aud-mens-dao&audience=aud-mens-zus");
    let form = |code: &str, more: &str| {
        let (uri, verifier) =
            (encoded(crate::connect::authorize::CALLBACK), crate::connect::authorize::VERIFIER);
        format!(
            "grant_type=authorization_code&code={code}&redirect_uri={uri}&code_verifier={verifier}{more}"
        )
    };
    let dao = client.ask(&form(&code, "&audience=aud-mens-dao"));
    assert_eq!(scopes(&dao), ["aud-mens-dao_lees", "offline_access", "openid"]);
    assert_eq!(two.hear(&at, &token(&dao)), (true, false));
    assert!(!dao.member("id_token").is_empty());
    let zus = client.refresh_for(&refresh_token(&dao), "&audience=aud-mens-zus");
    assert_eq!(scopes(&zus), ["aud-mens-zus_lees", "offline_access", "openid"]);
    assert_eq!(two.hear(&at, &token(&zus)), (false, true));
    let kept = refresh_token(&zus);
    let none = client.refresh_for(&kept, "&audience=aud-mens-zus&scope=aud-mens-dao_lees");
    is_invalid(&none, "invalid_scope");
    let both = client.refresh(&kept);
    assert_eq!(scopes(&both).len(), 4);
    assert_eq!(two.hear(&at, &token(&both)), (true, true), "its neighbour");
}

fn what_a_person_is_asked_for_one_resource_has_no_scope_of_another(bench: &Bench) {
    let at = bench.shared();
    let mut client = Offline::at(&at, "aud-vraag");
    let two = Two::register(&at, "aud-vraag").called_by(&at, "aud-vraag", "aud-vraag");
    let scope = "openid offline_access aud-vraag-dao_lees aud-vraag-zus_lees";
    let code = client.code(scope, "&audience=aud-vraag-dao");
    let given = client.redeem(&code);
    assert_eq!(scopes(&given), ["aud-vraag-dao_lees", "offline_access", "openid"]);
    assert_eq!(two.hear(&at, &token(&given)), (true, false));
    let refreshed = client.refresh(&refresh_token(&given));
    assert_eq!(two.hear(&at, &token(&refreshed)), (true, false));
    let both = client.given(scope);
    assert_eq!(two.hear(&at, &token(&both)), (true, true), "its neighbour");
    let refused = client.authorize("aud-vraag-zus_lees", "&audience=aud-vraag-dao");
    assert_eq!(crate::connect::authorize::refused(&refused), "invalid_scope");
}
