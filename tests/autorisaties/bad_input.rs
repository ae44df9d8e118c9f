//! Bodies that are no JSON, or JSON of another shape: 400, nothing stored, and the server goes on.

use serde_json::{Value, json};

use super::{assert_problem, reader_of_catalogi};
use crate::cases;
use crate::harness::Bench;
use crate::harness::ac::{AcClient, path_of};

cases![
    what_is_no_json_is_refused_whole,
    a_wrong_type_at_any_depth_is_a_fault_of_its_field,
    texts_that_no_database_holds_are_faults,
];

/// An applicatie, and what must stay as it is.
struct Kept {
    ac: AcClient,
    made: Value,
    count: Value,
}

impl Kept {
    fn new(bench: &Bench) -> Self {
        let at = bench.shared();
        let ac = AcClient::writer(&at);
        let id = format!("{}-vast", ac.application.client_id);
        let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&[&id]));
        let count = ac.ask("GET", "/applicaties/consumer?clientId=kapot").json()["code"].clone();
        Self { ac, made, count }
    }

    /// Sends bytes as each kind of write; each is refused, and changes nothing.
    fn refuse(&self, bytes: &[u8], code: &str) {
        let path = path_of(&self.made);
        for (method, path) in [("POST", "/applicaties"), ("PUT", &path), ("PATCH", &path)] {
            let request = self.ac.request(method, path).body("application/json", bytes);
            let answer = request.send(self.ac.issuer());
            assert_problem(&answer, 400, code);
        }
        assert_eq!(self.ac.ask("GET", &path).json(), self.made);
        let nobody = self.ac.ask("GET", "/applicaties/consumer?clientId=kapot").json();
        assert_eq!(nobody["code"], self.count, "nothing of it is stored");
    }
}

fn what_is_no_json_is_refused_whole(bench: &Bench) {
    let kept = Kept::new(bench);
    let good = r#""label":"x","heeftAlleAutorisaties":true"#;
    let deep = |levels: usize| {
        format!(
            r#"{{"clientIds":["kapot"],{good},"x":{}{}}}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    for text in [
        "{",
        " ",
        "{'label': 'x'}",
        &format!(r#"{{"clientIds":["kapot"],{good}}}x"#),
        &format!(r#"{{"clientIds":["kapot"],{good},}}"#),
        &format!(r#"{{"clientIds":["kapot"],{good}"#),
        &format!(r#"{{"clientIds":["kapot"],{good},"label":"y"}}"#),
        &format!(r#"{{"clientIds":["kapot"],{good},"x":{{"a":1,"\u0061":2}}}}"#),
        &format!("\u{feff}{{\"clientIds\":[\"kapot\"],{good}}}"),
        &format!(r#"{{"clientIds":["kapot"],{good},"x":"\ud800"}}"#),
        &format!(r#"{{"clientIds":["kapot"],{good},"x":"\udc00\ud800"}}"#),
        &format!(r#"{{"clientIds":["kapot"],{good},"x":01}}"#),
        &format!(r#"{{"clientIds":["kapot"],{good},"x":NaN}}"#),
        &format!(r#"{{"clientIds":["kapot"],{good},"x":1e999}}"#),
        &format!("{{\"clientIds\":[\"kapot\"],{good},\"x\":\"a\nb\"}}"),
        &deep(1_000),
        &deep(1_000_000),
        &"{\"a\":".repeat(100_000),
    ] {
        kept.refuse(text.as_bytes(), "parse_error");
    }
    let latin = format!(r#"{{"clientIds":["kapot"],{good},"x":"caf"#);
    for bytes in [&b"\xe9\"}"[..], b"\xc0\x80\"}", b"\xed\xa0\x80\"}", b"\xf4\x90\x80\x80\"}"] {
        kept.refuse(&[latin.as_bytes(), bytes].concat(), "parse_error");
    }
    let wide: Vec<u8> = format!(r#"{{"clientIds":["kapot"],{good}}}"#)
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    kept.refuse(&wide, "parse_error");
    kept.refuse(&[0; 1_000], "parse_error");
}

fn a_wrong_type_at_any_depth_is_a_fault_of_its_field(bench: &Bench) {
    let kept = Kept::new(bench);
    let wrong = [
        json!(true),
        json!([]),
        json!({}),
        json!([[[[]]]]),
        json!({ "a": { "b": [] } }),
        json!(null),
    ];
    let one = |name: &str, value: &Value| {
        let mut one = json!({ "component": "zrc", "scopes": ["zaken.lezen"],
                              "zaaktype": "https://a.example/1",
                              "maxVertrouwelijkheidaanduiding": "openbaar" });
        one[name] = value.clone();
        json!([one])
    };
    let mut refused = 0;
    for value in &wrong {
        let mut bodies = vec![
            ("clientIds", json!([value])),
            ("label", value.clone()),
            ("autorisaties", json!([value])),
            ("autorisaties", one("component", value)),
            ("autorisaties", one("zaaktype", value)),
            ("autorisaties", one("maxVertrouwelijkheidaanduiding", value)),
            ("autorisaties", one("scopes", &json!([value]))),
        ];
        if !value.is_boolean() {
            bodies.push(("heeftAlleAutorisaties", value.clone()));
            bodies.push(("alleenIsGereedVoorPublicatie", value.clone()));
        }
        if !value.is_array() {
            bodies.extend(["clientIds", "autorisaties"].map(|name| (name, value.clone())));
            bodies.push(("autorisaties", one("scopes", value)));
        }
        for (name, value) in bodies {
            let mut body = json!({ "clientIds": ["kapot"], "label": "x" });
            body[name] = value;
            kept.refuse(body.to_string().as_bytes(), "invalid");
            refused += 1;
        }
    }
    assert_eq!(refused, 7 * 6 + 2 * 5 + 3 * 4);
}

fn texts_that_no_database_holds_are_faults(bench: &Bench) {
    let kept = Kept::new(bench);
    for bad in ["a\u{0}b", "\u{0}", "a\u{7f}b", "a\nb", "a\u{85}b"] {
        for (name, value) in [
            ("clientIds", json!([bad])),
            ("label", json!(bad)),
            ("autorisaties", json!([{ "component": "ztc", "scopes": [bad] }])),
            (
                "autorisaties",
                json!([{ "component": "zrc", "scopes": [],
                                      "zaaktype": format!("https://a.example/{bad}") }]),
            ),
        ] {
            let mut body = json!({ "clientIds": ["kapot"], "label": "x",
                "autorisaties": [{ "component": "ztc", "scopes": [] }] });
            body[name] = value;
            kept.refuse(body.to_string().as_bytes(), "invalid");
        }
    }
    for bad in ["a\u{200b}b", "a\u{ad}b", "\u{feff}a"] {
        for (name, value) in [("clientIds", json!([bad])), ("label", json!(bad))] {
            let mut body = json!({ "clientIds": ["kapot"], "label": "x",
                "autorisaties": [{ "component": "ztc", "scopes": [] }] });
            body[name] = value;
            kept.refuse(body.to_string().as_bytes(), "invalid");
        }
    }
    // What is only unusual is kept as it is.
    let label = "Ünïcode 𝄞 \u{1f469}\u{200d}\u{1f680} ﷽ \u{10ffff}";
    let made = kept.ac.done("PATCH", &path_of(&kept.made), &json!({ "label": label }));
    assert_eq!(made["label"], label);
    assert_eq!(kept.ac.ask("GET", &path_of(&kept.made)).json()["label"], label);
}
