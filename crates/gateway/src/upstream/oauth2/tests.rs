//! What is a token, and who fetches the next one.

use std::os::unix::fs::PermissionsExt as _;

use edge::config::SecretSource;
use edge::tls::Verification;
use tokio::net::TcpListener;

use super::*;

#[test]
fn only_a_bearer_token_is_one() {
    let now = Instant::now();
    let read = |body: &str| {
        let kept = read(body.as_bytes(), now).ok()?;
        let times = [kept.old, kept.ends].map(|time| (time - now).as_secs());
        Some((kept.header.to_str().unwrap().to_owned(), times))
    };
    let known = |times| Some(("Bearer a.b".to_owned(), times));
    let token = r#""access_token":"a.b","token_type":"Bearer""#;
    assert_eq!(read(&format!("{{{token},\"expires_in\":100}}")), known([80, 100]));
    assert_eq!(read(&format!("{{{token}}}")), known([240, 300]));
    assert_eq!(read(&format!("{{{token},\"expires_in\":999999999}}")), known([69120, 86400]));
    for none in [
        "",
        "[]",
        "{}",
        r#"{"access_token":"a.b"}"#,
        r#"{"access_token":"a.b","token_type":"mac"}"#,
        r#"{"access_token":"","token_type":"Bearer"}"#,
        r#"{"access_token":"a b","token_type":"Bearer"}"#,
        r#"{"access_token":"a\r\nb","token_type":"Bearer"}"#,
    ] {
        assert_eq!(read(none), None, "{none}");
    }
}

#[test]
fn of_a_refusal_the_code_alone_is_told() {
    for (body, told) in [
        (r#"{"error":"invalid_client","error_description":"s3cret"}"#, " (invalid_client)"),
        (r#"{"error":"s3cret!"}"#, ""),
        ("<html>", ""),
    ] {
        assert_eq!(code(body.as_bytes()), told, "{body}");
    }
}

#[test]
fn both_parts_are_form_encoded_before_they_are_joined() {
    let header = basic("a:b", &SecretString::from("c d%")).unwrap();
    let encoded = header.to_str().unwrap().strip_prefix("Basic ").unwrap();
    assert_eq!(STANDARD.decode(encoded).unwrap(), b"a%3Ab:c+d%25");
    assert!(header.is_sensitive());
}

/// A source whose server is this, and the folder with its secret.
fn source(server: &TcpListener) -> (Arc<TokenSource>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, "geheim").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let config = OAuth2Config {
        token_url: format!("http://{}/token", server.local_addr().unwrap()).parse().unwrap(),
        verification: Verification::default(),
        client_id: "poort".to_owned(),
        client_secret: SecretSource::File(path),
        scope: None,
        audience: None,
    };
    (Arc::new(TokenSource::new(&config).unwrap()), folder)
}

#[tokio::test]
async fn the_next_token_is_fetched_while_the_old_one_still_counts_and_nobody_waits_for_it() {
    // It takes connections, and never says a word.
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (source, _folder) = source(&server);
    let now = Instant::now();
    let minute = Duration::from_mins(1);
    let header = HeaderValue::from_static("Bearer old");
    let kept = |old| Kept { header: header.clone(), old, ends: now + minute };
    source.kept.store(Some(Arc::new(kept(now + minute))));
    assert_eq!(source.header().await.unwrap(), header);
    tokio::task::yield_now().await;
    assert_eq!(source.turn.available_permits(), 1, "it is young, so nothing is fetched");
    source.kept.store(Some(Arc::new(kept(now))));
    for _ in 0..5 {
        assert_eq!(source.header().await.unwrap(), header);
    }
    let asked = tokio::time::timeout(Duration::from_secs(5), server.accept()).await;
    assert!(asked.is_ok(), "one has gone for the next");
    assert_eq!(source.turn.available_permits(), 0);
    assert_eq!(source.header().await.unwrap(), header);
}
