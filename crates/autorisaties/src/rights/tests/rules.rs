//! One row per rule of the verdict, named by it.

use super::*;

/// Rule; autorisaties; the token's scopes; what the operation needs; the object, or `-` before it
/// is known; the verdict.
const RULES: &str = "
same type, below the ceiling              ; zrc zaken.lezen A intern      ; - ; zaken.lezen ; zaak A openbaar ; ok
the ceiling is inclusive                  ; zrc zaken.lezen A intern      ; - ; zaken.lezen ; zaak A intern ; ok
one level above the ceiling               ; zrc zaken.lezen A intern      ; - ; zaken.lezen ; zaak A zaakvertrouwelijk ; level-too-high
the lowest ceiling                        ; zrc zaken.lezen A openbaar    ; - ; zaken.lezen ; zaak A openbaar ; ok
the highest ceiling                       ; zrc zaken.lezen A zeer_geheim ; - ; zaken.lezen ; zaak A zeer_geheim ; ok
another type                              ; zrc zaken.lezen A intern ; - ; zaken.lezen ; zaak B openbaar ; type-not-held
another type above the ceiling            ; zrc zaken.lezen A intern ; - ; zaken.lezen ; zaak B geheim ; type-not-held
a type is not one that begins alike       ; zrc zaken.lezen A intern ; - ; zaken.lezen ; zaak A/ openbaar ; type-not-held
a type is compared with its case          ; zrc zaken.lezen A intern ; - ; zaken.lezen ; zaak a openbaar ; type-not-held
another scope                             ; zrc zaken.lezen A intern ; - ; zaken.aanmaken ; zaak A openbaar ; scope-not-held
another scope on another type             ; zrc zaken.lezen A intern ; - ; zaken.aanmaken ; zaak B openbaar ; scope-not-held
a scope is compared whole                 ; zrc zaken.lezen A intern ; - ; zaken ; zaak A openbaar ; scope-not-held
a scope is compared with its case         ; zrc zaken.lezen A intern ; - ; Zaken.lezen ; zaak A openbaar ; scope-not-held
no autorisaties                           ; ; - ; zaken.lezen ; zaak A openbaar ; scope-not-held
no autorisaties, object unknown           ; ; - ; zaken.lezen ; - ; scope-not-held
an autorisatie without scopes             ; zrc - A intern ; - ; zaken.lezen ; zaak A openbaar ; scope-not-held

together on one type                      ; zrc a A openbaar + zrc b A openbaar ; - ; a & b ; zaak A openbaar ; ok
together only up to the lower ceiling     ; zrc a A openbaar + zrc b A geheim   ; - ; a & b ; zaak A intern ; level-too-high
together only on the same type            ; zrc a A openbaar + zrc b B openbaar ; - ; a & b ; zaak A openbaar ; type-not-held
either is enough                          ; zrc b A openbaar ; - ; a | b ; zaak A openbaar ; ok
each scope has its own ceiling, low       ; zrc a A openbaar + zrc b A geheim ; - ; a ; zaak A geheim ; level-too-high
each scope has its own ceiling, high      ; zrc a A openbaar + zrc b A geheim ; - ; b ; zaak A geheim ; ok
the higher of two ceilings                ; zrc a A openbaar + zrc a A geheim ; - ; a ; zaak A geheim ; ok
the higher of two ceilings, given first   ; zrc a A geheim + zrc a A openbaar ; - ; a ; zaak A geheim ; ok
the same autorisatie twice                ; zrc a A intern + zrc a A intern ; - ; a ; zaak A intern ; ok
a scope twice in one autorisatie          ; zrc a,a A intern ; - ; a ; zaak A intern ; ok

before the object is known any type       ; zrc a A openbaar + zrc b B geheim ; - ; a & b ; - ; ok
before the object is known, not held      ; zrc a A openbaar ; - ; a & b ; - ; scope-not-held
without type no object matches            ; zrc a ; - ; a ; zaak A openbaar ; type-not-held
without type it counts widely             ; zrc a ; - ; a ; - ; ok
without ceiling no zaak matches           ; zrc a A ; - ; a ; zaak A openbaar ; type-not-held
without ceiling it counts widely          ; zrc a A ; - ; a ; - ; ok
without ceiling no document matches       ; drc a A ; - ; a ; document A openbaar ; type-not-held
without type but with ceiling             ; zrc a - geheim ; - ; a ; zaak A openbaar ; type-not-held

a document has type and level             ; drc a A intern ; - ; a ; document A intern ; ok
a document above the ceiling              ; drc a A intern ; - ; a ; document A geheim ; level-too-high
a document of another type                ; drc a A intern ; - ; a ; document B intern ; type-not-held
a besluit has a type and no level         ; brc a A ; - ; a ; besluit A ; ok
a besluit of another type                 ; brc a A ; - ; a ; besluit B ; type-not-held
a besluit without type                    ; brc a ; - ; a ; besluit A ; type-not-held

a label means something in its component  ; drc a A geheim ; - ; a ; zaak A openbaar ; scope-not-held
the same type in another component        ; zrc a B geheim + drc a A geheim ; - ; a ; zaak A openbaar ; type-not-held
another component counts widely           ; zrc a A intern + drc b Z openbaar ; - ; a & drc:b ; zaak A intern ; ok
another component without type            ; zrc a A intern + drc b ; - ; a & drc:b ; zaak A intern ; ok
another component must give it            ; zrc a,b A intern ; - ; a & drc:b ; zaak A intern ; scope-not-held
another component's is not the object's   ; zrc a B intern + drc b A geheim ; - ; a & drc:b ; zaak A intern ; type-not-held
alone a scope of another component        ; drc b Z openbaar ; - ; drc:b ; zaak A zeer_geheim ; ok
a component without types                 ; ztc catalogi.lezen ; - ; ztc:catalogi.lezen ; - ; ok

a token within the autorisaties           ; zrc a,b A geheim ; a ; a ; zaak A openbaar ; ok
a token narrows                           ; zrc a,b A geheim ; a ; b ; zaak A openbaar ; scope-not-in-token
a token narrows before the object         ; zrc a,b A geheim ; a ; b ; - ; scope-not-in-token
a token never widens                      ; zrc a A geheim ; a,b ; b ; zaak A openbaar ; scope-not-held
a token needs each part                   ; zrc a,b A geheim ; a ; a & b ; zaak A openbaar ; scope-not-in-token
a token needs either part                 ; zrc a,b A geheim ; b ; a | b ; zaak A openbaar ; ok
held the one way, in the token the other  ; zrc a A geheim ; b ; a | b ; zaak A openbaar ; scope-not-in-token
a token's scope is compared whole         ; zrc zaken.lezen A geheim ; zaken ; zaken.lezen ; zaak A openbaar ; scope-not-in-token
a token's scope is compared with its case ; zrc zaken.lezen A geheim ; Zaken.lezen ; zaken.lezen ; - ; scope-not-in-token
a token narrows other components too      ; zrc a A geheim + drc b ; a ; a & drc:b ; zaak A openbaar ; scope-not-in-token
within the token, not for the type        ; zrc a A geheim + zrc b B geheim ; b ; a | b ; zaak A openbaar ; type-not-held
within the token, not up to the level     ; zrc a A geheim + zrc b A openbaar ; b ; a | b ; zaak A geheim ; level-too-high

heeft alle may all                        ; alle ; - ; a & drc:b ; zaak A zeer_geheim ; ok
heeft alle before the object is known     ; alle ; - ; a & drc:b ; - ; ok
heeft alle within its token               ; alle ; a,b ; a & drc:b ; zaak A zeer_geheim ; ok
heeft alle beyond its token               ; alle ; a ; a & drc:b ; zaak A zeer_geheim ; scope-not-in-token
heeft alle narrowed to reading            ; alle ; zaken.lezen ; zaken.aanmaken ; zaak A openbaar ; scope-not-in-token

for superusers, heeft alle                ; alle ; - ; superuser ; - ; ok
for superusers, on an object              ; alle ; - ; superuser ; zaak A openbaar ; ok
for superusers, a narrowed token          ; alle ; a ; superuser ; - ; token-narrowed
for superusers, autorisaties              ; zrc a A zeer_geheim ; - ; superuser ; - ; superuser-only
for superusers, autorisaties and object   ; zrc a A zeer_geheim ; - ; superuser ; zaak A openbaar ; superuser-only
for superusers, autorisaties and token    ; zrc a A zeer_geheim ; a ; superuser ; - ; superuser-only

the system's scopes by autorisatie        ; zrc zaakpoort.x A geheim ; - ; zaakpoort.x ; - ; scope-not-held
the system's scopes on an object          ; zrc zaakpoort.x A geheim ; - ; zaakpoort.x ; zaak A openbaar ; scope-not-held
the system's scopes by heeft alle         ; alle ; - ; zaakpoort.x ; - ; scope-not-held
the system's scopes named in the token    ; alle ; zaakpoort.x ; zaakpoort.x ; - ; scope-not-held
a name that only begins alike             ; zrc zaakpoortje A geheim ; - ; zaakpoortje ; zaak A openbaar ; ok

an autorisatie under the alias            ; zrc a oud/A intern ; - ; a ; zaak A intern ; ok
an object under the alias                 ; zrc a A intern ; - ; a ; zaak oud/A intern ; ok
both under the alias                      ; zrc a oud/A intern ; - ; a ; zaak oud/A intern ; ok
together under both names                 ; zrc a oud/A intern + zrc b A intern ; - ; a & b ; zaak A intern ; ok
another type under the alias              ; zrc a oud/A intern ; - ; a ; zaak oud/B intern ; type-not-held
";

#[test]
fn every_rule_gives_its_verdict() {
    let rows = RULES.lines().filter(|line| !line.is_empty());
    for row in rows {
        let columns: Vec<&str> = row.split(';').map(str::trim).collect();
        let [rule, held, carried, needed, facts, expected] = *columns else {
            panic!("not six columns: {row}");
        };
        let (rights, token) = (rights(held), token(carried));
        let verdict = if facts == "-" {
            rights.may(&token, &requirement(needed, Component::Zrc))
        } else {
            let object = object(facts);
            rights.may_on(&token, &requirement(needed, object.component()), &object)
        };
        assert_eq!(word(&verdict), expected, "{rule}");
    }
}
