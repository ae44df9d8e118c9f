//! The profile of an upstream, and what is said of what does not go with it.

use super::*;

/// The minimal file, whose upstream has these lines more, under this public name.
fn with_lines(lines: &str, public_url: &str) -> Result<Profile, String> {
    let text = MINIMAL.replace("https://zaken.example", public_url);
    let name = "name = \"openzaak\"";
    let config = read(&text.replace(name, &format!("{name}\n{lines}")))?;
    Ok(config.upstreams[0].profile)
}

#[test]
fn a_profile_is_said_or_it_is_the_baseline() {
    let at = "https://zaken.example";
    assert_eq!(with_lines("", at), Ok(Profile::Baseline));
    assert_eq!(with_lines("profile = 'baseline'", at), Ok(Profile::Baseline));
    assert_eq!(with_lines("profile = 'nlgov'", at), Ok(Profile::NlGov));
    assert!(with_lines("profile = 'NLGOV'", at).unwrap_err().contains("nlgov"));
}

#[test]
fn what_does_not_go_with_nl_gov_is_refused_and_goes_with_the_baseline() {
    let (https, http) = ("https://zaken.example", "http://zaken.example");
    for (more, at, reason) in [
        ("errors = 'zgw'", https, "leave out one of the two"),
        ("", http, "write the public name with https://"),
    ] {
        let refused = with_lines(&format!("profile = 'nlgov'\n{more}"), at).unwrap_err();
        assert!(refused.contains(reason), "{refused}");
        assert_eq!(with_lines(more, at), Ok(Profile::Baseline));
    }
    assert_eq!(with_lines("profile = 'nlgov'\nerrors = 'rfc6750'", https), Ok(Profile::NlGov));
    assert_eq!(with_lines("profile = 'nlgov'", "http://localhost:8100"), Ok(Profile::NlGov));
}
