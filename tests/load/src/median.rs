//! The middle one of some figures: what a single disturbed round does not move.

/// The median; zero of none.
pub(crate) fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    match figures.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => figures[odd / 2],
        even => f64::midpoint(figures[even / 2 - 1], figures[even / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_disturbed_round_does_not_move_it() {
        let is = |figures: &[f64], expected: f64| {
            assert!((median(figures.iter().copied()) - expected).abs() < 1e-9, "{figures:?}");
        };
        is(&[20.0, 900.0, 21.0], 21.0);
        is(&[2.0, 1.0], 1.5);
        is(&[], 0.0);
    }
}
