//! Which database URLs are read, and how; which are refused, and with what words.

use super::*;

fn ssl_mode(url: &str) -> PgSslMode {
    let Kind::Postgres(postgres) = Database::parse(url).unwrap().0 else {
        panic!("{url} is no PostgreSQL");
    };
    postgres.options().unwrap().get_ssl_mode()
}

fn refusal(url: &str) -> String {
    Database::parse(url).unwrap_err()
}

#[test]
fn both_kinds_of_database_are_read() {
    let sqlite = Database::parse("sqlite:data/x.db?mode=rw").unwrap();
    assert_eq!(sqlite.file(), Some(Path::new("data/x.db")));
    for url in [
        "postgres://zaakpoort@db.example/zaken",
        "postgresql://zaakpoort@db.example:5433/zaken?sslmode=require",
        "postgres://zaakpoort@localhost/zaken?host=/var/run/postgresql",
        "postgres://%2Fvar%2Frun%2Fpostgresql/zaken",
    ] {
        assert_eq!(Database::parse(url).unwrap().file(), None, "{url}");
    }
}

#[test]
fn anything_else_is_refused_with_what_to_write() {
    for url in ["mysql://x/y", "sqlite:", "sqlite::memory:", "data/zaakpoort.db"] {
        assert!(refusal(url).contains("postgres://zaakpoort@db.example/zaakpoort"), "{url}");
    }
    assert!(refusal("postgres://zaakpoort@db.example").contains("name of the database"));
    assert!(refusal("postgres://u@h/d?connect_timeout=5").contains("nothing but host, port"));
    assert!(refusal("postgres://u@h/d?sslmode=perhaps").contains("no URL"));
}

#[test]
fn a_password_in_the_url_is_refused_and_never_repeated() {
    for url in [
        "postgres://zaakpoort:geheim@db.example/zaken",
        "postgres://zaakpoort:1/geheim@db.example/zaken",
        "postgres://zaakpoort:#geheim@db.example/zaken",
        "postgres://zaakpoort:?geheim@db.example/zaken",
        "postgres://zaakpoort@db.example/zaken?password=geheim",
    ] {
        let said = refusal(url);
        assert!(said.contains("database_password = { file = "), "{url}: {said}");
        assert!(!said.contains("geheim"), "{said}");
    }
}

#[test]
fn to_another_machine_the_certificate_is_checked_unless_it_is_said_otherwise() {
    let elsewhere = "postgres://zaakpoort@db.example/zaken";
    assert!(matches!(ssl_mode(elsewhere), PgSslMode::VerifyFull));
    let mode = |mode: &str| ssl_mode(&format!("{elsewhere}?sslmode={mode}"));
    assert!(matches!(mode("require"), PgSslMode::Require));
    assert!(matches!(mode("disable"), PgSslMode::Disable));
    for mode in ["allow", "prefer"] {
        let said = refusal(&format!("{elsewhere}?sslmode={mode}"));
        assert!(said.contains("verify-full (the default)"), "{said}");
    }
}

#[test]
fn on_this_machine_nothing_is_demanded() {
    for here in [
        "postgres://zaakpoort@localhost/zaken",
        "postgres://zaakpoort@127.0.0.1/zaken",
        "postgres://zaakpoort@[::1]/zaken",
        "postgres://zaakpoort@localhost/zaken?host=/tmp/socket",
    ] {
        assert!(matches!(ssl_mode(here), PgSslMode::Prefer), "{here}");
    }
    assert!(matches!(ssl_mode("postgres://u@127.0.0.1/d?sslmode=require"), PgSslMode::Require));
}

#[test]
fn a_password_goes_with_postgresql_alone() {
    let source = || Some(SecretSource::Env("PASSWORD".to_owned()));
    let postgres = Database::parse("postgres://u@localhost/d").unwrap();
    assert!(postgres.with_password(source()).is_ok());
    let refused = Database::usual().with_password(source()).unwrap_err();
    assert!(refused.contains("no password"), "{refused}");
    assert!(Database::usual().with_password(None).is_ok());
}
