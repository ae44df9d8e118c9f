//! Every operation that the gateway's route tables name is one that the upstream answers.

use serde_json::json;
use uuid::Uuid;
use voorbeeldzaken::sample::grid::{self, State};

use crate::client::Request;
use crate::fixture::Upstream;

const TABLES: [(&str, &str); 3] = [
    ("/zaken/api/v1", include_str!("../../../../config/operations/zrc.csv")),
    ("/documenten/api/v1", include_str!("../../../../config/operations/drc.csv")),
    ("/besluiten/api/v1", include_str!("../../../../config/operations/brc.csv")),
];

#[test]
fn no_operation_of_the_three_apis_is_missing() {
    let upstream = Upstream::grid();
    let mut walked = 0;
    for (api, table) in TABLES {
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let (method, template) = (cells[2], cells[3]);
            // Bulk import is an administrator's, and no part of any standard.
            if template.starts_with("/import/") {
                continue;
            }
            let target = filled(api, template);
            let request = Request::new(method, &target);
            let answer = match method {
                "GET" | "DELETE" => upstream.call(request),
                _ => upstream.call(request.json(&json!({}))),
            };
            let expected: &[u16] = match method {
                "GET" => &[200],
                "DELETE" => &[204],
                _ => &[200, 201, 204, 400, 415],
            };
            assert!(expected.contains(&answer.status), "{method} {target}: {}", answer.status);
            upstream.running().reset();
            walked += 1;
        }
    }
    assert_eq!(walked, 116);
}

/// A path of things that the grid has.
fn filled(api: &str, template: &str) -> String {
    let mut path = api.to_owned();
    let mut list = "";
    for segment in template.split('/').skip(1) {
        path.push('/');
        if segment.starts_with('{') {
            path.push_str(&there(api, list).to_string());
        } else {
            path.push_str(segment);
            list = segment;
        }
    }
    path
}

/// The first thing of the grid in a list.
fn there(api: &str, list: &str) -> Uuid {
    match (api, list) {
        (_, "besluiten") => grid::besluit(0),
        (_, "enkelvoudiginformatieobjecten") => grid::document(0, 0),
        ("/besluiten/api/v1", list) => grid::of_besluit(list, 0),
        ("/documenten/api/v1", list) => grid::of_document(list, 0, 0),
        (_, list) if list == "zaken" || list.starts_with("zaak_") => grid::zaak(0, 0, State::Open),
        (_, list) => grid::sub(list, 0, 0, State::Open),
    }
}
