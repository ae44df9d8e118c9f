//! What is wrong with a body or a query: where, which rule, and in words.

use std::borrow::Cow;

use edge::problem::InvalidParam;

/// One fault: a member of `invalidParams` (`ValidatieFout` of the standard).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The path to what is wrong, as `autorisaties.0.zaaktype`.
    pub(crate) name: String,
    pub(crate) rule: Rule,
}

/// How many of what was sent are named in one reason.
const MOST_NAMED: usize = 10;
/// How many characters of each are repeated.
const MOST_REPEATED: usize = 100;

/// Cross-field faults and those of the query have no field.
pub(crate) const NO_FIELD: &str = "nonFieldErrors";

impl Fault {
    pub(crate) fn new(name: impl Into<String>, rule: Rule) -> Self {
        Self { name: name.into(), rule }
    }

    /// One that has no field.
    pub(crate) fn of_the_whole(rule: Rule) -> Self {
        Self::new(NO_FIELD, rule)
    }

    /// As a member of `invalidParams`.
    pub(crate) fn param(&self) -> InvalidParam {
        InvalidParam {
            name: self.name.clone(),
            code: self.rule.code().to_owned(),
            reason: self.rule.reason(),
        }
    }

    /// The same fault, seen from one level further out.
    pub(super) fn within(mut self, outer: &str) -> Self {
        self.name =
            if self.name.is_empty() { outer.to_owned() } else { format!("{outer}.{}", self.name) };
        self
    }
}

/// The rule that a value breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rule {
    Required,
    /// `ac-003`: required because a scope of the component is given.
    RequiredByScope {
        component: &'static str,
    },
    Null,
    Blank,
    Empty,
    MaxLength(usize),
    /// More in a list than one applicatie has.
    TooMany(usize),
    NullCharacters,
    NotText,
    NotYesOrNo,
    NotAList,
    NotAnObject,
    NotAUrl,
    /// In two spellings at once.
    GivenTwice,
    /// It could be taken for another.
    Misleading,
    InvalidChoice,
    /// The ids, each with the applicatie that it is bound to.
    ClientIdExists(Vec<String>),
    Ambiguous,
    Missing,
    UnknownParameters(Vec<String>),
}

impl Rule {
    /// The code of the standard and its reference implementation.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Required | Self::RequiredByScope { .. } => "required",
            Self::Null => "null",
            Self::Blank => "blank",
            Self::Empty => "empty",
            Self::MaxLength(_) | Self::TooMany(_) => "max_length",
            Self::NullCharacters => "null_characters_not_allowed",
            Self::NotText
            | Self::NotYesOrNo
            | Self::NotAnObject
            | Self::NotAUrl
            | Self::GivenTwice
            | Self::Misleading => "invalid",
            Self::NotAList => "not_a_list",
            Self::InvalidChoice => "invalid_choice",
            Self::ClientIdExists(_) => "clientId-exists",
            Self::Ambiguous => "ambiguous-authorizations-specified",
            Self::Missing => "missing-authorizations",
            Self::UnknownParameters(_) => "unknown-parameters",
        }
    }

    /// What is wrong and what to do, in Dutch as all of this API.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Required => "Geef dit veld mee.".to_owned(),
            Self::RequiredByScope { component } => format!(
                "Vul dit veld in: een scope van deze autorisatie geldt binnen `{component}` \
                 alleen voor een bepaald type."
            ),
            Self::Null => "Geef een waarde; `null` kan hier niet.".to_owned(),
            Self::Blank => "Geef een tekst van minstens één teken.".to_owned(),
            Self::Empty => "Noem er minstens één.".to_owned(),
            Self::MaxLength(most) => format!("Kort dit in tot hoogstens {most} tekens."),
            Self::TooMany(most) => {
                format!("Noem er hoogstens {most}; verdeel meer dan dat over meer applicaties.")
            }
            Self::NullCharacters => "Haal het NUL-teken (U+0000) weg.".to_owned(),
            Self::NotText => "Geef hier een tekst.".to_owned(),
            Self::NotYesOrNo => "Geef `true` of `false`.".to_owned(),
            Self::NotAList => "Geef hier een lijst.".to_owned(),
            Self::NotAnObject => "Geef hier een object.".to_owned(),
            Self::NotAUrl => {
                "Geef een volledige URL (http, https of ftp) met een hostnaam met punt, \
                 `localhost` of een IP-adres."
                    .to_owned()
            }
            Self::GivenTwice => {
                "Geef dit veld één keer; het staat er met en zonder liggende streepjes.".to_owned()
            }
            Self::Misleading => {
                "Haal weg wat niemand ziet: besturingstekens, tekens die de schrijfrichting keren, en \
                 onzichtbare tekens."
                    .to_owned()
            }
            Self::InvalidChoice => "Kies een waarde die de standaard noemt.".to_owned(),
            Self::ClientIdExists(whose) => format!(
                "Een client-id hoort voor altijd bij één applicatie; al vergeven: {}.",
                first_of(whose, |whose| cut(whose).into_owned())
            ),
            Self::Ambiguous => "Kies: `heeftAlleAutorisaties`, of `autorisaties`; niet allebei. \
                                Wat niet is meegegeven telt zoals het is opgeslagen."
                .to_owned(),
            Self::Missing => "Geef `autorisaties`, of zet `heeftAlleAutorisaties` op `true`. Wat \
                              niet is meegegeven telt zoals het is opgeslagen."
                .to_owned(),
            Self::UnknownParameters(names) => {
                let names = first_of(names, |name| format!("`{}`", cut(name)));
                format!("Deze parameters kent deze operatie niet: {names}.")
            }
        }
    }
}

/// The first of many, and how many more: no answer grows with what was sent.
fn first_of(many: &[String], word: impl Fn(&String) -> String) -> String {
    let first = many.iter().take(MOST_NAMED).map(word).collect::<Vec<_>>().join(", ");
    match many.len().saturating_sub(MOST_NAMED) {
        0 => first,
        more => format!("{first} en nog {more}"),
    }
}

/// What was sent, as far as it is repeated.
fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_REPEATED) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The codes that a fault may have, each with what it means; for the page that explains them.
pub(crate) const CODES: &[(&str, &str)] = &[
    ("required", "Een verplicht veld ontbreekt of is leeg."),
    ("null", "Het veld is `null`, en dat kan niet."),
    ("blank", "De tekst is leeg, of bestaat uit spaties."),
    ("empty", "De lijst is leeg."),
    ("max_length", "De tekst of de lijst is te lang."),
    ("null_characters_not_allowed", "De tekst bevat het teken U+0000."),
    ("invalid", "De waarde heeft niet het type of de vorm die het veld verlangt."),
    ("not_a_list", "Er is een lijst nodig."),
    ("invalid_choice", "De waarde is geen van de waarden die de standaard noemt."),
    ("clientId-exists", "Een client-id hoort, nu of vroeger, bij een andere applicatie."),
    ("ambiguous-authorizations-specified", "Zowel alle autorisaties als een lijst ervan."),
    ("missing-authorizations", "Geen van beide: niet alle autorisaties, en geen lijst ervan."),
    ("unknown-parameters", "De query heeft een parameter die de operatie niet kent."),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn each() -> Vec<Rule> {
        vec![
            Rule::Required,
            Rule::RequiredByScope { component: "zrc" },
            Rule::Null,
            Rule::Blank,
            Rule::Empty,
            Rule::MaxLength(50),
            Rule::TooMany(20_000),
            Rule::NullCharacters,
            Rule::NotText,
            Rule::NotYesOrNo,
            Rule::NotAList,
            Rule::NotAnObject,
            Rule::NotAUrl,
            Rule::GivenTwice,
            Rule::Misleading,
            Rule::InvalidChoice,
            Rule::ClientIdExists(vec!["a (b)".to_owned()]),
            Rule::Ambiguous,
            Rule::Missing,
            Rule::UnknownParameters(vec!["foo".to_owned()]),
        ]
    }

    #[test]
    fn every_code_is_explained_and_every_explained_code_is_used() {
        let mut used: Vec<&str> = each().iter().map(Rule::code).collect();
        let mut explained: Vec<&str> = CODES.iter().map(|(code, _)| *code).collect();
        used.sort_unstable();
        used.dedup();
        explained.sort_unstable();
        assert_eq!(used, explained);
    }

    #[test]
    fn every_reason_says_something_of_its_own() {
        let reasons: std::collections::BTreeSet<String> = each().iter().map(Rule::reason).collect();
        assert_eq!(reasons.len(), each().len());
        assert!(Rule::MaxLength(50).reason().contains("50"));
        assert!(Rule::UnknownParameters(vec!["foo".to_owned()]).reason().contains("foo"));
    }

    #[test]
    fn a_reason_names_ten_of_many_and_cuts_each_short() {
        let names = |count: usize| (0..count).map(|number| format!("p{number}")).collect();
        let unknown = |count| Rule::UnknownParameters(names(count)).reason();
        assert!(unknown(10).ends_with("`p8`, `p9`."), "{}", unknown(10));
        assert!(unknown(12).ends_with("`p8`, `p9` en nog 2."), "{}", unknown(12));
        let of = |length| Rule::UnknownParameters(vec!["é".repeat(length)]).reason();
        assert!(of(100).ends_with(&format!("`{}`.", "é".repeat(100))));
        assert!(of(101).ends_with(&format!(": `{}…`.", "é".repeat(100))));
        assert!(Rule::ClientIdExists(names(11)).reason().ends_with("p9 en nog 1."));
    }

    #[test]
    fn a_fault_is_named_by_the_path_to_it() {
        let fault = Fault::new("zaaktype", Rule::Required).within("0").within("autorisaties");
        assert_eq!(fault.name, "autorisaties.0.zaaktype");
        assert_eq!(Fault::new("", Rule::Null).within("clientIds").name, "clientIds");
    }
}
