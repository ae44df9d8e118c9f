//! What the documents have their readers register, kept in a file: it goes out, and comes back elsewhere.

use serde_json::json;

use super::dao::{self, Dao};
use super::dastra::Dastra;
use crate::cases;
use crate::commands::desired::{applied, exported, planned};
use crate::harness::{Bench, TaskApplication};

cases![what_the_documents_register_goes_out_into_a_file_and_comes_back];

fn what_the_documents_register_goes_out_into_a_file_and_comes_back(bench: &Bench) {
    let (at, elsewhere) = (bench.fresh(), bench.fresh());
    let _dastra = Dastra::register(&at);
    let _dao = Dao::register(&at);
    dao::client(&at, "dao-beta-zorg");
    let (all, oauth) = (
        json!({ "label": "Open VTB", "heeft_alle_autorisaties": true }),
        json!({ "extra_scopes": ["openid"] }),
    );
    TaskApplication::named(&at, "open-vtb", &all, &oauth);

    let text = exported(&at);
    for named in ["client_id: dastra-sleutel", "orgcode: \"0316380841\"", "owner_code: OVO002949"] {
        assert!(text.contains(named), "{named}: {text}");
    }
    let (code, said) = planned(&at, &text, &["--prune"]);
    assert_eq!(code, Some(0), "{said}\n{text}");
    applied(&elsewhere, &text);
    assert_eq!(exported(&elsewhere), text, "line by line");
}
