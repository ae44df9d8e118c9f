//! Where a user's password comes from: a file, stdin, the person at the terminal; or it is made there.

use std::io::{self, BufRead, IsTerminal as _};
use std::path::PathBuf;

use edge::config::SecretSource;
use secrecy::{ExposeSecret as _, SecretString};

use crate::cli::PasswordArgs;
use crate::failure::Failure;

/// A password that was chosen, or how one that is to be made is handed over.
pub(super) enum Chosen {
    Given(SecretString),
    Made { to: Option<PathBuf> },
}

/// Reads or asks, as the arguments say.
pub(super) fn choose(args: &PasswordArgs) -> Result<Chosen, Failure> {
    if args.generate {
        return Ok(Chosen::Made { to: args.to.clone() });
    }
    if let Some(file) = &args.password_file {
        let read = SecretSource::File(file.clone()).read();
        return read.map(Chosen::Given).map_err(|error| Failure::Input(error.to_string()));
    }
    if args.password_stdin {
        return first_line(io::stdin().lock()).map(Chosen::Given);
    }
    if io::stdin().is_terminal() {
        return asked(|prompt| rpassword::prompt_password(prompt)).map(Chosen::Given);
    }
    Err(Failure::Input(
        "nobody is here to be asked for a password: name its file with --password-file, send it to \
         --password-stdin, or say --generate to have one made"
            .to_owned(),
    ))
}

/// What stands before the first end of line.
fn first_line(mut input: impl BufRead) -> Result<SecretString, Failure> {
    let mut line = String::new();
    let read = input.read_line(&mut line);
    let line = SecretString::from(line);
    let text = line.expose_secret();
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    match read {
        Ok(_) if !text.is_empty() => Ok(text.into()),
        _ => Err(Failure::Input("no password came on stdin".to_owned())),
    }
}

/// Asks twice: nobody sees what they type.
fn asked(ask: impl Fn(&str) -> io::Result<String>) -> Result<SecretString, Failure> {
    let ask = |prompt| {
        let answer = ask(prompt).map(SecretString::from);
        answer.map_err(|error| Failure::Input(format!("the password cannot be asked for: {error}")))
    };
    let (one, again) = (ask("Password: ")?, ask("Again: ")?);
    if one.expose_secret() == again.expose_secret() {
        Ok(one)
    } else {
        Err(Failure::Input("the two passwords differ; nothing was done".to_owned()))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_first_line_is_the_password_as_it_stands() {
        for (sent, read) in [("a b \n", "a b "), ("a\r\nb", "a"), ("a", "a")] {
            assert_eq!(first_line(sent.as_bytes()).unwrap().expose_secret(), read);
        }
        for sent in ["", "\n", "\r\n"] {
            assert!(first_line(sent.as_bytes()).is_err(), "{sent:?}");
        }
    }

    #[test]
    fn what_is_typed_must_be_typed_twice() {
        let typed = |answers: [&'static str; 2]| {
            let next = Cell::new(0);
            asked(|_| Ok(answers[next.replace(next.get() + 1)].to_owned()))
        };
        assert_eq!(
            typed(["vier woorden", "vier woorden"]).unwrap().expose_secret(),
            "vier woorden"
        );
        assert!(typed(["vier woorden", "vier worden"]).is_err());
    }
}
