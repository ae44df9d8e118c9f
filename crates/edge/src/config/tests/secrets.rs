//! Where secrets lie.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use secrecy::ExposeSecret;

use super::*;

fn named(toml: &str, variables: &[(&str, &str)]) -> Result<SecretSource, String> {
    let variables = variables.iter().map(|(name, text)| ((*name).into(), (*text).into()));
    let mut document = Document::parse(FILE, &format!("[s]\n{toml}"), variables).unwrap();
    let source = document.section("s", |section| section.secret("key"));
    document.finish().map_err(|faults| faults[0].to_string())?;
    Ok(source.unwrap())
}

#[test]
fn a_secret_is_named_by_file_or_by_variable() {
    let file = SecretSource::File(PathBuf::from("/run/key"));
    assert_eq!(named("key = { file = \"/run/key\" }", &[]).unwrap(), file);
    let env = SecretSource::Env("KEY".into());
    assert_eq!(named("[s.key]\nenv = \"KEY\"", &[]).unwrap(), env);
    let variables = [("ZAAKPOORT__S__KEY__FILE", "/run/key")];
    assert_eq!(named("", &variables).unwrap(), file);
    assert_eq!(named("key = { env = \"KEY\" }", &variables).unwrap(), file);
}

#[test]
fn a_secret_in_the_configuration_itself_is_refused_and_not_repeated() {
    let cases: [(&str, &[(&str, &str)]); 3] = [
        ("key = \"hunter2\"", &[]),
        ("", &[("ZAAKPOORT__S__KEY", "hunter2")]),
        ("key = { value = \"hunter2\" }", &[]),
    ];
    for (toml, variables) in cases {
        let fault = named(toml, variables).unwrap_err();
        assert!(fault.contains("write { file = \"/path\" } or { env = \"NAME\" }"), "{fault}");
        assert!(!fault.contains("hunter2"), "{fault}");
    }
}

#[test]
fn two_sources_and_empty_ones_are_refused() {
    let both = named("key = { file = \"a\", env = \"B\" }", &[]).unwrap_err();
    assert_eq!(both, "zaakpoort.toml:2: `s.key`: has both `file` and `env`; keep one");
    assert!(named("key = { file = \"\" }", &[]).is_err());
    assert!(named("key = { env = \"\" }", &[]).is_err());
    assert!(named("key = {}", &[]).is_err());
    assert!(named("", &[]).unwrap_err().contains("[s] needs `key`"));
}

/// A file of its own for each test.
fn file(name: &str, text: &str, mode: u32) -> SecretSource {
    let path = std::env::temp_dir().join(format!("zaakpoort-{}-{name}", std::process::id()));
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    SecretSource::File(path)
}

fn remove(source: &SecretSource) {
    if let SecretSource::File(path) = source {
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_file_is_read_without_its_last_newline_and_no_more() {
    for (text, expected) in
        [("hunter2\n", "hunter2"), ("hunter2\r\n", "hunter2"), ("a\n\n", "a\n"), (" a ", " a ")]
    {
        let source = file("newline", text, 0o600);
        assert_eq!(source.read().unwrap().expose_secret(), expected);
        remove(&source);
    }
}

#[test]
fn a_file_that_others_may_read_is_refused_with_the_command_that_helps() {
    for mode in [0o640, 0o604, 0o644] {
        let source = file("exposed", "hunter2", mode);
        let error = source.read().unwrap_err().to_string();
        assert!(error.contains(&format!("(mode {mode:04o}); run: chmod 600 /")), "{error}");
        remove(&source);
    }
}

#[test]
fn an_empty_or_missing_secret_is_refused() {
    let source = file("empty", "\n", 0o600);
    assert!(matches!(source.read(), Err(SecretError::Empty(_))));
    remove(&source);
    assert!(matches!(source.read(), Err(SecretError::Unreadable { .. })));
    let unset = SecretSource::Env("ZAAKPOORT_NO_SUCH_VARIABLE".into());
    assert!(matches!(unset.read(), Err(SecretError::NotSet(_))));
}

#[test]
fn a_variable_is_read_as_it_is() {
    let source = SecretSource::Env("CARGO_PKG_NAME".into());
    assert_eq!(source.read().unwrap().expose_secret(), "edge");
}
