//! A file that was cut, changed, put together anew, or written by another: an earlier state or none.

use crate::kept::frames::Frames;

use super::*;

#[tokio::test]
async fn however_much_of_its_end_is_lost_it_is_an_earlier_state_or_none() {
    let bench = kept().await;
    let whole = bench.bytes();
    let mut earlier = 0;
    for length in (0..whole.len()).rev() {
        std::fs::write(bench.path(), &whole[..length]).unwrap();
        let found = bench.found();
        assert!([None, Some(at_5()), Some(at_7())].contains(&found), "{length}: {found:?}");
        earlier += usize::from(found == Some(at_5()));
    }
    assert!(earlier > 100, "only {earlier} cuts left the snapshot");
    // What is left is gone on with.
    std::fs::write(bench.path(), &whole[..whole.len() - 1]).unwrap();
    bench.keep(|keeper, _| keeper.change(&second(9, 7))).await;
    assert_eq!(bench.found().unwrap().0, ChangeNumber::new(9));
}

#[tokio::test]
async fn one_changed_bit_anywhere_never_makes_another_state() {
    let bench = kept().await;
    let whole = bench.bytes();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        std::fs::write(bench.path(), &changed).unwrap();
        let found = bench.found();
        assert!([None, Some(at_5()), Some(at_7())].contains(&found), "{at}: {found:?}");
    }
}

#[tokio::test]
async fn frames_that_are_left_out_or_taken_from_another_life_are_not_used() {
    let bench = kept().await;
    let starts = frames(&bench.bytes());
    let [first, second, third, end] = starts[..] else { panic!("{starts:?}") };
    let whole = bench.bytes();
    for parts in [
        [&whole[..second], &whole[third..end]].concat(),
        [&whole[..first], &whole[second..end]].concat(),
        [&whole[..second], &whole[third..end], &whole[second..third]].concat(),
        [&whole[..third], &whole[second..third]].concat(),
    ] {
        std::fs::write(bench.path(), &parts).unwrap();
        assert_eq!(bench.found(), None);
    }
    // The same beginning, and another confirmation behind it.
    std::fs::write(bench.path(), &whole[..second]).unwrap();
    bench.keep(|keeper, live| keeper.confirm(live.note(live.moment()))).await;
    let other = bench.bytes();
    std::fs::write(bench.path(), [&other[..], &whole[third..end]].concat()).unwrap();
    assert_eq!(bench.found(), None);
}

/// Where each frame begins, and the end.
pub(super) fn frames(bytes: &[u8]) -> Vec<usize> {
    let mut starts = vec![50];
    while let Some(head) = bytes[*starts.last().unwrap()..].first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*head)).unwrap();
        starts.push(starts.last().unwrap() + 4 + length);
    }
    starts
}

#[tokio::test]
async fn the_file_of_another_key_issuer_or_gateway_is_not_used_and_is_replaced() {
    let changes: [fn(&mut Bench); 3] = [
        |bench| bench.sealed_under("second"),
        |bench| bench.config.issuer = "https://other.example".to_owned(),
        |bench| bench.config.client_id = autorisaties::ClientId::parse("other").unwrap(),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let mut bench = kept().await;
        change(&mut bench);
        assert_eq!(bench.found(), None, "{at}");
        bench.keep(snapshot).await;
        assert_eq!(bench.found(), Some(at_5()), "{at}");
    }
}

#[tokio::test]
async fn what_this_version_does_not_understand_is_not_used() {
    let bench = kept().await;
    let confirmed = serde_json::to_string(&bench.live.note(bench.live.moment())).unwrap();
    let confirmed = format!(r#"{{"confirmed":{confirmed}}}"#);
    let snapshot = r#"{"snapshot":{"number":5,"at":"2027-01-15T08:00:00Z","count":0}}"#;
    let odd_applicatie = serde_json::to_string(&reader()).unwrap().replace("zrc", "xyz");
    for (text, used) in [
        (format!("{snapshot}\n{confirmed}\n"), true),
        (format!("{snapshot}\n{confirmed}\n{{\"curfew\":{{}}}}\n"), false),
        (format!("{snapshot}\n{confirmed}\nnothing\n"), false),
        (snapshot.replace('0', "1") + "\n" + &confirmed, false),
        (snapshot.replace("0}", "0,\"only_on\":\"monday\"}") + "\n" + &confirmed, false),
        (format!("{{\"item\":{{\"kind\":\"curfew\",\"id\":\"x\"}}}}\n{confirmed}\n"), false),
        (
            format!(
                "{{\"item\":{}}}\n{}\n{confirmed}\n",
                odd_applicatie.replacen('{', "{\"kind\":\"applicatie\",", 1),
                snapshot.replace('0', "1"),
            ),
            false,
        ),
        (confirmed.clone(), false),
        (snapshot.to_owned(), false),
        (String::new(), false),
    ] {
        sealed(&bench, &text);
        assert_eq!(bench.found().is_some(), used, "{text}");
    }
    std::fs::write(bench.path(), b"zaakpoort gateway state, format 2\n0123456789abcdef").unwrap();
    assert_eq!(bench.found(), None);
}

/// A file with this text, well sealed.
fn sealed(bench: &Bench, text: &str) {
    Frames::create(&bench.path()).unwrap().add(text, &bench.seal()).unwrap();
}

#[tokio::test]
async fn a_change_that_does_not_follow_makes_the_file_unusable() {
    let bench = kept().await;
    bench.keep(|keeper, _| keeper.change(&second(9, 8))).await;
    assert_eq!(bench.found(), None);
}
