//! What a secret costs and when it vouches.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use chrono::Duration;
use secrecy::ExposeSecret as _;

use super::*;

const KIND: CredentialKind = CredentialKind::Secret;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn secrets() -> Secrets {
    Secrets::new(TagKey::new([7; 32]), PoolSize { workers: 1, queue: 1 }).unwrap()
}

async fn row(secrets: &Secrets) -> (Credential, SecretString) {
    let (fresh, hash) = secrets.make(KIND).await.unwrap();
    let row = Credential { id: fresh.id, kind: KIND, hash, not_before: None, expires_at: None };
    (row, fresh.text)
}

#[actix_web::test]
async fn the_secret_of_a_live_row_vouches_first_by_its_hash_then_by_its_tag() {
    let secrets = secrets();
    let (row, secret) = row(&secrets).await;
    let rows = [row.clone()];
    assert!(!secrets.verified.knows(&row, &secret));
    assert_eq!(secrets.verify(&rows, KIND, &secret, now()).await, Ok(row.id.clone()));
    assert!(secrets.verified.knows(&row, &secret));
    assert_eq!(secrets.verify(&rows, KIND, &secret, now()).await, Ok(row.id));
}

#[actix_web::test]
async fn the_right_one_of_several_is_tried_and_no_other() {
    let secrets = secrets();
    let ((one, _), (two, second)) = (row(&secrets).await, row(&secrets).await);
    let broken = Credential { hash: "not a hash".to_owned(), ..one };
    assert_eq!(secrets.verify(&[broken, two.clone()], KIND, &second, now()).await, Ok(two.id));
}

#[actix_web::test]
async fn a_verified_secret_is_refused_once_its_row_is_gone() {
    let secrets = secrets();
    let (row, secret) = row(&secrets).await;
    secrets.verify(&[row], KIND, &secret, now()).await.unwrap();
    assert_eq!(secrets.verify(&[], KIND, &secret, now()).await, Err(SecretError::Wrong));
}

#[actix_web::test]
async fn a_secret_vouches_from_its_first_moment_until_just_before_its_end() {
    let secrets = secrets();
    let (row, secret) = row(&secrets).await;
    let rows = [Credential {
        not_before: Some(now()),
        expires_at: Some(now() + Duration::seconds(10)),
        ..row.clone()
    }];
    for (after, vouches) in [(-1, false), (0, true), (9, true), (10, false)] {
        let at = now() + Duration::seconds(after);
        let verdict = secrets.verify(&rows, KIND, &secret, at).await;
        assert_eq!(verdict.is_ok(), vouches, "{after} s after its start");
    }
}

#[actix_web::test]
async fn wrong_empty_and_foreign_strings_are_refused() {
    let secrets = secrets();
    let (row, secret) = row(&secrets).await;
    let upper = secret.expose_secret().to_uppercase();
    for wrong in ["", "geheim", "zp_", upper.as_str(), row.hash.as_str(), "a\0b"] {
        let verdict =
            secrets.verify(std::slice::from_ref(&row), KIND, &wrong.to_owned().into(), now()).await;
        assert_eq!(verdict, Err(SecretError::Wrong), "{wrong:?}");
    }
}

#[actix_web::test]
async fn a_full_pool_says_so_and_an_invented_secret_never_waits_for_it() {
    let secrets = secrets();
    let (row, secret) = row(&secrets).await;
    let rows = [row];
    let busy = || async { secrets.verify(&rows, KIND, &secret, now()).await };
    let at_once = futures_util::future::join_all((0..4).map(|_| busy())).await;
    assert_eq!(at_once.iter().filter(|verdict| verdict.is_ok()).count(), 2, "one works, one waits");
    let refused = SecretError::Hash(HashError::Busy);
    assert_eq!(at_once.iter().filter(|verdict| **verdict == Err(refused)).count(), 2);
}
