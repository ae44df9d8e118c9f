//! How far a long piece of work is, on stderr: a bar on a terminal; elsewhere a line now and then, so that
//! nobody takes it for stuck.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::said;

/// How long nothing may be heard where there is no terminal.
const SILENCE: Duration = Duration::from_secs(5);

/// A part of it that takes time.
pub(crate) struct Progress {
    bar: ProgressBar,
    lines: Paced,
}

impl Progress {
    /// Begins it; `word` says what is being done.
    pub(crate) fn of(word: &'static str) -> Self {
        let bar = styled(ProgressBar::no_length().with_message(word), "{msg}");
        // Before the first of it is done, too.
        bar.tick();
        Self { bar, lines: Paced { word, last: Instant::now() } }
    }

    /// So much is done, of so much.
    pub(crate) fn at(&mut self, done: u64, all: u64) {
        if self.bar.length() != Some(all) {
            self.bar.set_length(all);
            self.bar = styled(self.bar.clone(), "{msg} {wide_bar} {pos}/{len} {eta}");
        }
        self.bar.set_position(done);
        if !self.bar.is_hidden() {
            return;
        }
        if let Some(line) = self.lines.line((done, all), Instant::now()) {
            said::remark(line);
        }
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Lines with time between them.
struct Paced {
    word: &'static str,
    last: Instant,
}

impl Paced {
    fn line(&mut self, (done, all): (u64, u64), now: Instant) -> Option<String> {
        if now.duration_since(self.last) < SILENCE {
            return None;
        }
        self.last = now;
        Some(format!("{}: {done} of {all}", self.word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_terminal_a_line_comes_when_nothing_was_heard_for_a_while() {
        let begun = Instant::now();
        let mut paced = Paced { word: "comparing", last: begun };
        let mut after =
            |seconds: u64, done: u64| paced.line((done, 900), begun + Duration::from_secs(seconds));
        assert_eq!(after(1, 10), None);
        assert_eq!(after(5, 50), Some("comparing: 50 of 900".to_owned()));
        assert_eq!(after(9, 90), None);
        assert_eq!(after(60, 600), Some("comparing: 600 of 900".to_owned()));
    }
}
