//! What a client says of its user, and that nothing it says there costs it its call.

use serde_json::{Value, json};

use super::forge::{forged, header, payload, verify};
use crate::testing::with;
use crate::zgw::MAX_USER_LENGTH;

/// Both claims, each set to the same.
fn said(value: impl Into<Value>) -> (Option<String>, Option<String>) {
    let value = value.into();
    let claims = with(payload(), "user_id", value.clone());
    let claims = with(claims, "user_representation", value);
    let verified = verify(&forged(&header(), &claims)).unwrap();
    let owned = |text: Option<&str>| text.map(str::to_owned);
    (owned(verified.user_id()), owned(verified.user_representation()))
}

fn both(text: &str) -> (Option<String>, Option<String>) {
    (Some(text.to_owned()), Some(text.to_owned()))
}

#[test]
fn a_user_is_who_is_named_by_a_text() {
    assert_eq!(said("Zoë \"Z\" d'Água"), both("Zoë \"Z\" d'Água"));
    for nobody in [json!(""), json!(null), json!(5), json!(["x"]), json!({"x": 1}), json!(true)] {
        assert_eq!(said(nobody.clone()), (None, None), "{nobody}");
    }
    let verified = verify(&forged(&header(), &payload())).unwrap();
    assert_eq!((verified.user_id(), verified.user_representation()), (None, None));
}

#[test]
fn a_name_that_is_too_long_is_left_out_and_not_cut() {
    let longest = "é".repeat(MAX_USER_LENGTH);
    assert_eq!(said(longest.as_str()), both(&longest));
    assert_eq!(said(format!("{longest}é")), (None, None));
}

#[test]
fn a_name_with_a_control_character_is_left_out() {
    for name in ["jan\0sen", "jan\nsen", "jansen\u{7f}", "\u{85}"] {
        assert_eq!(said(name), (None, None), "{name:?}");
    }
}
