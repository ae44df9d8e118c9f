//! What scopes mean, in the words of people. One that is not known here is shown by its name.

use super::Language;

/// A scope, in Dutch and in English.
const KNOWN: &[(&str, &str, &str)] = &[
    ("openid", "weten wie u bent", "know who you are"),
    ("profile", "uw naam en gebruikersnaam zien", "see your name and username"),
    ("email", "uw e-mailadres zien", "see your e-mail address"),
    (
        "offline_access",
        "dit blijven doen als u er niet bent",
        "keep doing this while you are not there",
    ),
    (
        "vo_info",
        "zien voor welke organisatie de toepassing werkt",
        "see for which organisation the application works",
    ),
    ("zaken.lezen", "zaken lezen", "read cases"),
    ("zaken.aanmaken", "zaken aanmaken", "create cases"),
    ("zaken.bijwerken", "zaken wijzigen", "change cases"),
    ("zaken.geforceerd-bijwerken", "afgesloten zaken wijzigen", "change closed cases"),
    ("zaken.verwijderen", "zaken verwijderen", "delete cases"),
    ("zaken.statussen.toevoegen", "statussen aan zaken toevoegen", "add statuses to cases"),
    ("zaken.heropenen", "zaken heropenen", "reopen cases"),
    ("documenten.lezen", "documenten lezen", "read documents"),
    ("documenten.aanmaken", "documenten toevoegen", "add documents"),
    ("documenten.bijwerken", "documenten wijzigen", "change documents"),
    (
        "documenten.geforceerd-bijwerken",
        "definitieve documenten wijzigen",
        "change documents that are final",
    ),
    ("documenten.lock", "documenten vergrendelen", "lock documents"),
    (
        "documenten.geforceerd-unlock",
        "documenten van anderen ontgrendelen",
        "unlock documents of others",
    ),
    ("documenten.verwijderen", "documenten verwijderen", "delete documents"),
    ("besluiten.lezen", "besluiten lezen", "read decisions"),
    ("besluiten.aanmaken", "besluiten aanmaken", "create decisions"),
    ("besluiten.bijwerken", "besluiten wijzigen", "change decisions"),
    ("besluiten.verwijderen", "besluiten verwijderen", "delete decisions"),
    ("catalogi.lezen", "zaaktypen en andere catalogi lezen", "read catalogues of case types"),
    (
        "catalogi.schrijven",
        "zaaktypen en andere catalogi wijzigen",
        "change catalogues of case types",
    ),
    (
        "catalogi.geforceerd-schrijven",
        "gepubliceerde zaaktypen en andere catalogi wijzigen",
        "change catalogues of case types that are published",
    ),
    (
        "catalogi.geforceerd-verwijderen",
        "gepubliceerde zaaktypen en andere catalogi verwijderen",
        "delete catalogues of case types that are published",
    ),
    ("audittrails.lezen", "lezen wie wat heeft veranderd", "read who changed what"),
    ("autorisaties.lezen", "lezen welke toepassing wat mag", "read what applications may do"),
    (
        "autorisaties.bijwerken",
        "wijzigen welke toepassing wat mag",
        "change what applications may do",
    ),
    ("notificaties.consumeren", "meldingen ontvangen", "receive notifications"),
    ("notificaties.publiceren", "meldingen versturen", "send notifications"),
];

/// What a scope means, if that is known here.
pub(crate) fn meaning(scope: &str, language: Language) -> Option<&'static str> {
    let (_, dutch, english) = KNOWN.iter().find(|(known, ..)| *known == scope)?;
    Some(language.pick(*dutch, *english))
}
