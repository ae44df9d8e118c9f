//! Where decisions go on record, whether verdicts count, and what names the configuration in records.

use super::*;

fn decisions(lines: &str) -> Result<DecisionsConfig, String> {
    Ok(read(&format!("{MINIMAL}\n[gateway.decisions]\n{lines}"))?.decisions)
}

#[test]
fn decisions_go_to_stdout_or_where_it_is_said() {
    let file = DecisionsTo::File("data/d.jsonl".into());
    for (lines, to) in [
        ("", DecisionsTo::Stdout),
        ("to = 'stderr'", DecisionsTo::Stderr),
        ("to = 'off'", DecisionsTo::Off),
        ("to = 'data/d.jsonl'", file),
    ] {
        let expected = DecisionsConfig { to, on_failure: OnFailure::LetThrough };
        assert_eq!(decisions(lines), Ok(expected), "{lines}");
    }
    let refuse = decisions("on_failure = 'refuse'").unwrap().on_failure;
    assert_eq!(refuse, OnFailure::Refuse);
    for (lines, reason) in [
        ("to = 'stdot'", "found `stdot`"),
        ("on_failure = 'stop'", "found `stop`"),
        ("too = 'off'", "too"),
    ] {
        assert!(decisions(lines).unwrap_err().contains(reason), "{lines}");
    }
}

#[test]
fn verdicts_count_unless_it_is_said_that_they_do_not() {
    let with = |line: &str| {
        let name = "name = \"openzaak\"";
        let config = read(&MINIMAL.replace(name, &format!("{name}\n{line}")))?;
        Ok::<_, String>(config.upstreams[0].verdicts)
    };
    assert_eq!(with(""), Ok(Verdicts::Enforce));
    assert_eq!(with("verdicts = 'shadow'"), Ok(Verdicts::Shadow));
    assert!(with("verdicts = 'off'").unwrap_err().contains("found `off`"));
}

#[test]
fn a_configuration_is_named_by_what_it_says_and_not_by_how_it_is_written() {
    let name = |text: &str| read(text).unwrap().digest.as_str().to_owned();
    let written = MINIMAL.replace("[gateway]\n", "# said again\n[gateway]\n\n");
    assert_eq!(name(MINIMAL), name(&written));
    assert_ne!(name(MINIMAL), name(&MINIMAL.replace("\"gateway\"", "\"poort\"")));
}
