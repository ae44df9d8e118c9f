//! Asking before something is done that cannot be taken back.

use std::io::{self, BufRead, IsTerminal as _, Write as _};

use crate::cli::YesArgs;
use crate::failure::Failure;
use crate::table;

/// Goes on if `--yes` was said or a person says yes; a script must say it.
pub(crate) fn demand(question: &str, yes: &YesArgs) -> Result<(), Failure> {
    if yes.yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::Input(format!(
            "{question} Nobody is here to be asked: say --yes to go on"
        )));
    }
    // Who cannot read the question has not said yes.
    let asking = table::printable(&format!("{question} Go on? [y/N] "));
    write!(io::stderr(), "{asking}").map_err(|_| Failure::Declined)?;
    asked(io::stdin().lock())
}

fn asked(mut input: impl BufRead) -> Result<(), Failure> {
    let mut answer = String::new();
    let read = input.read_line(&mut answer);
    let said_yes = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja");
    if read.is_ok() && said_yes { Ok(()) } else { Err(Failure::Declined) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_goes_on() {
        for yes in ["y\n", "Y\n", " yes \n", "ja"] {
            assert!(asked(yes.as_bytes()).is_ok(), "{yes:?}");
        }
        for no in ["", "\n", "n\n", "yess\n", "\u{4}"] {
            assert!(matches!(asked(no.as_bytes()), Err(Failure::Declined)), "{no:?}");
        }
        assert!(asked(&b"\xff\n"[..]).is_err());
    }
}
