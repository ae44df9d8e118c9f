//! When an upstream rests, and when it is asked again.

use super::*;

fn breaker() -> (Breaker, Instant) {
    (Breaker::new(UpstreamName::parse("openzaak").unwrap()), Instant::now())
}

fn fail(breaker: &Breaker, times: u32, now: Instant) {
    (0..times).for_each(|_| breaker.failed(now));
}

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn ten_failures_in_a_row_are_too_many_and_one_answer_between_them_is_enough() {
    let (breaker, now) = breaker();
    fail(&breaker, 9, now);
    assert_eq!(breaker.pass(now), Ok(Pass::Usual));
    breaker.answered();
    fail(&breaker, 9, now);
    assert_eq!(breaker.pass(now), Ok(Pass::Usual));
    fail(&breaker, 1, now);
    assert_eq!(breaker.pass(now), Err(Resting(REST)));
    assert_eq!(breaker.pass(now + SECOND * 2), Err(Resting(SECOND * 3)));
}

#[test]
fn failures_that_lie_far_apart_are_not_in_a_row() {
    let (breaker, now) = breaker();
    for step in 0..100 {
        fail(&breaker, 1, now + SECOND * 4 * step);
    }
    assert_eq!(breaker.pass(now + SECOND * 400), Ok(Pass::Usual));
}

#[test]
fn one_is_let_through_after_the_rest_and_all_when_it_is_answered() {
    let (breaker, now) = breaker();
    fail(&breaker, 10, now);
    let later = now + REST + SECOND;
    assert_eq!(breaker.pass(later), Ok(Pass::Trial));
    assert_eq!(breaker.pass(later), Err(Resting(Duration::ZERO)));
    breaker.failed(later);
    breaker.over(Pass::Trial);
    assert_eq!(breaker.pass(later), Err(Resting(REST)), "another rest");
    let later = later + REST + SECOND;
    assert_eq!(breaker.pass(later), Ok(Pass::Trial));
    breaker.answered();
    breaker.over(Pass::Trial);
    assert_eq!(breaker.pass(later), Ok(Pass::Usual));
    assert_eq!(breaker.pass(later), Ok(Pass::Usual));
}

#[test]
fn a_trial_whose_caller_went_away_is_made_again() {
    let (breaker, now) = breaker();
    fail(&breaker, 10, now);
    let later = now + REST + SECOND;
    assert_eq!(breaker.pass(later), Ok(Pass::Trial));
    breaker.over(Pass::Trial);
    assert_eq!(breaker.pass(later), Ok(Pass::Trial));
}
