//! What is over leaves, what is not stays, and gateways hear of a revocation's end.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use crate::act::Act;
use crate::store::audit::Content;
use edge::feed::{ChangeNumber, Revocable, RevocationState};
use tokens::{AccessClaims, OrganisationClaims, UnixTime};

use super::super::tests::bench;
use super::*;
use crate::store::audit::{self, Deed};
use crate::store::audit_records::AuditFilter;

fn claims(jti: &str, exp: DateTime<Utc>) -> AccessClaims {
    AccessClaims {
        iss: "i".to_owned(),
        sub: "s".to_owned(),
        aud: "a".into(),
        exp: UnixTime::new(exp.timestamp()),
        iat: UnixTime::new(0),
        jti: jti.to_owned(),
        client_id: "s".to_owned(),
        azp: None,
        scope: None,
        organisation: OrganisationClaims::default(),
        zp_credential: None,
        zp_grant: None,
        auth_time: None,
        zp_since: None,
        zp_change: 0,
    }
}

#[actix_web::test]
async fn tokens_and_revocations_leave_once_they_are_over_and_not_before() {
    let bench = bench();
    let app = bench.issuer().await;
    let now = app.clock.now();
    let soon = now + TimeDelta::minutes(1);
    let later = now + TimeDelta::hours(1);
    let append = store::append(&app.db).await.unwrap();
    access_tokens::insert(&append, "soon", &claims("soon", soon)).await.unwrap();
    access_tokens::insert(&append, "later", &claims("later", later)).await.unwrap();
    append.commit().await.unwrap();
    let write = store::write(&app.db).await.unwrap();
    let mut subjects = Vec::new();
    for (jti, until) in [("soon", soon), ("later", later)] {
        let of = Revocable::token(jti);
        let before = ChangeNumber::new(9);
        let revocation = RevocationState { of: of.clone(), before, issued_before: None, until };
        revocations::put(&write, &revocation).await.unwrap();
        subjects.push(Subject::Revocation(of));
    }
    changes::commit(write, &subjects, now).await.unwrap();
    let app = bench.issuer().await;
    let revoked = |app: &App| -> Vec<bool> {
        let state = app.follower.last_known();
        ["soon", "later"].map(|jti| state.is_revoked(&claims(jti, later))).to_vec()
    };
    assert_eq!(revoked(&app), [true, true]);
    prune(&app, soon - TimeDelta::seconds(1)).await.unwrap();
    assert_eq!(store_holds(&app).await, [true, true], "it is not time yet");
    let before = app.follower.last_known().number;
    assert_eq!(prune(&app, soon).await.unwrap().rows, 2);
    assert_eq!(store_holds(&app).await, [false, true]);
    let read = store::read(&app.db).await.unwrap();
    let told = changes::after(&read, before, 10).await.unwrap();
    let told: Vec<Subject> = told.into_iter().map(|logged| logged.subject).collect();
    assert_eq!(told, [Subject::Revocation(Revocable::token("soon"))]);
    assert_eq!(revoked(&bench.issuer().await.into_inner()), [false, true]);
}

async fn store_holds(app: &App) -> Vec<bool> {
    let read = store::read(&app.db).await.unwrap();
    let mut holds = Vec::new();
    for hash in ["soon", "later"] {
        holds.push(access_tokens::find(&read, hash).await.unwrap().is_some());
    }
    holds
}

#[actix_web::test]
async fn the_audit_log_is_kept_for_ever_or_for_as_long_as_is_said() {
    let month = TimeDelta::days(30);
    for (kept, left) in [(None, 3), (Some(month), 2)] {
        let bench = bench().keeping_the_log(kept);
        let app = bench.issuer().await;
        let now = app.clock.now();
        let append = store::append(&app.db).await.unwrap();
        for age in [month + TimeDelta::minutes(6), month + TimeDelta::minutes(4), TimeDelta::zero()]
        {
            let (id, at) = (edge::chance::uuid_v7(now - age).unwrap(), now - age);
            audit::insert(
                &append,
                id,
                Deed::new("x", Act::UserLogin, "y".to_owned(), Content::NONE),
                at,
            )
            .await
            .unwrap();
        }
        append.commit().await.unwrap();
        prune(&app, now - KEPT).await.unwrap();
        let filter = AuditFilter { actor: Some("x".to_owned()), ..AuditFilter::default() };
        let read = store::read(&app.db).await.unwrap();
        assert_eq!(audit_records::page(&read, filter, (None, 9)).await.unwrap().len(), left);
    }
}

/// After a night without an issuer there is more than one statement takes out.
#[actix_web::test]
async fn what_is_more_than_one_look_takes_out_leaves_in_the_next_ones() {
    let bench = bench();
    let app = bench.issuer().await;
    let now = app.clock.now();
    let append = store::append(&app.db).await.unwrap();
    for number in 0..=AT_ONCE {
        let hash = number.to_string();
        access_tokens::insert(&append, &hash, &claims(&hash, now)).await.unwrap();
    }
    append.commit().await.unwrap();
    for (rows, more) in [(AT_ONCE, true), (1, false), (0, false)] {
        let pruned = prune(&app, now).await.unwrap();
        assert_eq!((pruned.rows, pruned.more), (rows, more));
    }
}
