//! Which address comes first, and which is out for how long.

use super::*;

fn addresses<const N: usize>() -> Addresses {
    let authority = |at| Authority::try_from(format!("10.0.0.{at}:80")).unwrap();
    Addresses::new(UpstreamName::parse("openzaak").unwrap(), (0..N).map(authority))
}

fn order(addresses: &Addresses, turn: usize, now: Instant) -> Vec<usize> {
    addresses.order(turn, now).collect()
}

fn fail(addresses: &Addresses, at: usize, times: u32, now: Instant) {
    (0..times).for_each(|_| addresses.fails(at, &"away", now));
}

#[test]
fn requests_go_round() {
    let (addresses, now) = (addresses::<3>(), Instant::now());
    let orders = [0, 1, 2, 3, usize::MAX].map(|turn| order(&addresses, turn, now));
    assert_eq!(orders[..4], [vec![0, 1, 2], vec![1, 2, 0], vec![2, 0, 1], vec![0, 1, 2]]);
    assert_eq!(orders[4].len(), 3);
}

#[test]
fn one_that_fails_three_times_in_a_row_is_out_and_asked_last() {
    let (addresses, now) = (addresses::<3>(), Instant::now());
    fail(&addresses, 1, 2, now);
    addresses.answers(1);
    fail(&addresses, 1, 2, now);
    assert_eq!(order(&addresses, 1, now), [1, 2, 0]);
    fail(&addresses, 1, 1, now);
    assert_eq!(order(&addresses, 1, now), [2, 0, 1]);
    let [before, after] = [4999, 5001].map(|later| now + Duration::from_millis(later));
    assert_eq!(order(&addresses, 1, before), [2, 0, 1]);
    assert_eq!(order(&addresses, 1, after), [1, 2, 0]);
}

#[test]
fn who_fails_again_is_out_for_longer_and_who_answered_is_not() {
    let (addresses, mut now) = (addresses::<2>(), Instant::now());
    fail(&addresses, 0, 2, now);
    for seconds in [5, 10, 20, 40, 60, 60] {
        // However many failed at once.
        fail(&addresses, 0, 100, now);
        let [before, after] = [-1, 1]
            .map(|past| seconds * 1000 + past)
            .map(|millis| now + Duration::from_millis(u64::try_from(millis).unwrap()));
        assert_eq!(order(&addresses, 0, before), [1, 0], "{seconds}");
        assert_eq!(order(&addresses, 0, after), [0, 1], "{seconds}");
        now = after;
    }
    addresses.answers(0);
    fail(&addresses, 0, 3, now);
    assert_eq!(order(&addresses, 0, now + Duration::from_millis(5001)), [0, 1]);
}

#[test]
fn the_last_one_is_never_out() {
    let (alone, now) = (addresses::<1>(), Instant::now());
    fail(&alone, 0, 100, now);
    assert_eq!(order(&alone, 7, now), [0]);
    let two = addresses::<2>();
    fail(&two, 0, 3, now);
    fail(&two, 1, 100, now);
    assert_eq!(order(&two, 0, now), [1, 0], "the second stays in");
}

#[test]
fn one_that_was_found_unwell_is_asked_last_until_it_is_found_well() {
    let (addresses, now) = (addresses::<2>(), Instant::now());
    addresses.seen(0, Err(&"503"));
    assert_eq!(order(&addresses, 0, now), [1, 0]);
    fail(&addresses, 1, 100, now);
    assert_eq!(order(&addresses, 0, now), [1, 0], "the last that is in stays in");
    addresses.seen(1, Err(&"503"));
    assert_eq!(order(&addresses, 0, now), [0, 1], "where none is well, all are asked");
    addresses.seen(0, Ok(()));
    assert_eq!(order(&addresses, 1, now), [0, 1]);
}
