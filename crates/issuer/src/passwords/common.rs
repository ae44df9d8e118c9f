//! The passwords that anybody would try first, of those that are long enough.

/// How the commonest begin; behind that come figures and signs at most.
const STEMS: &[&str] = &[
    "password",
    "passwort",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "wachtwoord",
    "w@chtwoord",
    "wachtw00rd",
    "welkom",
    "welcome",
    "gemeente",
    "zaakpoort",
    "openzaak",
    "administrator",
    "beheerder",
    "admin",
    "letmein",
    "changeme",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopasdf",
    "azerty",
    "azertyuiop",
    "iloveyou",
    "geheim",
    "secret",
    "nederland",
    "amsterdam",
    "rotterdam",
    "voetbal",
    "feyenoord",
    "sunshine",
    "princess",
    "football",
    "superman",
    "batman",
    "trustno",
    "dragon",
    "master",
    "monkey",
    "test",
    "abc",
    "abcdef",
    "abcdefghijkl",
    "abcdefghijklmnopqrstuvwxyz",
    "lente",
    "voorjaar",
    "zomer",
    "herfst",
    "winter",
    "spring",
    "summer",
    "autumn",
    "maandag",
    "januari",
    "februari",
    "maart",
    "april",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
    "january",
    "february",
    "march",
    "august",
    "october",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "q1w2e3r4t5y6",
    "zaq12wsx",
    "hello",
    "hallo",
    "login",
    "inloggen",
    "overheid",
];

/// Whether a password is one letter again and again, figures alone, or a common word with figures and
/// signs behind it, perhaps twice.
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let is_filler = |c: char| !c.is_alphabetic();
    let same = |text: &str| text.chars().all(|c| text.starts_with(c));
    if same(&lower) || lower.chars().all(|c| c.is_ascii_digit()) {
        return true;
    }
    let begins = |stem: &&&str| lower.starts_with(**stem);
    STEMS.iter().filter(begins).any(|stem| {
        let rest = lower.replacen(stem, "", 2);
        rest.chars().all(is_filler)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_anybody_would_try_is_common() {
        for common in [
            "aaaaaaaaaaaa",
            "123456789012",
            "111111111111",
            "password1234",
            "Wachtwoord123!",
            "Welkom2026!!",
            "qwertyuiop123",
            "1q2w3e4r5t6y",
            "passwordpassword",
            "Gemeente2026!",
            "administrator",
            "Winter2026!!",
        ] {
            assert!(is_common(common), "{common}");
        }
    }

    #[test]
    fn what_is_ones_own_is_not() {
        for own in ["correct paard batterij", "welkom thuis jongens", "winterjas aan de kapstok"] {
            assert!(!is_common(own), "{own}");
        }
    }
}
