//! Scopes are free text: an applicatie may hold more of them than a machine word has bits.

use super::*;

const MANY: usize = 150;

#[test]
fn each_of_many_scopes_is_given_by_its_own_autorisatie_and_no_other() {
    let types = ["A", "B", "C"];
    let texts: Vec<String> =
        (0..MANY).map(|number| format!("zrc s{number} {} intern", types[number % 3])).collect();
    let held = rights(&texts.join("+"));
    for number in 0..MANY {
        let requirement = requirement(&format!("s{number}"), Component::Zrc);
        for (at, name) in types.into_iter().enumerate() {
            let object = object(&format!("zaak {name} intern"));
            let verdict = held.may_on(&TokenScopes::Unrestricted, &requirement, &object);
            let expected = if at == number % 3 { "ok" } else { "type-not-held" };
            assert_eq!(word(&verdict), expected, "s{number} on {name}");
        }
    }
}
