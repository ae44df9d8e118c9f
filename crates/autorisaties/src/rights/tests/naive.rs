//! The verdict again, as plainly as the rules are written: lists of words, searched from end to
//! end. Nothing here is shared with the compiled verdict.

/// Levels by their rank.
pub(super) const LEVELS: [&str; 8] = [
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
];

#[derive(Debug, Clone)]
pub(super) struct Autorisatie {
    pub(super) component: &'static str,
    pub(super) scopes: Vec<&'static str>,
    pub(super) object_type: Option<&'static str>,
    pub(super) ceiling: Option<usize>,
}

#[derive(Debug, Clone)]
pub(super) enum Grants {
    All,
    These(Vec<Autorisatie>),
}

#[derive(Debug, Clone)]
pub(super) enum Needs {
    Superuser,
    Scopes(Expression),
}

#[derive(Debug, Clone)]
pub(super) enum Expression {
    Scope(&'static str, &'static str),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) component: &'static str,
    pub(super) kind: &'static str,
    /// None for a besluit.
    pub(super) level: Option<usize>,
}

/// The scopes of a token, if it has any of its own.
pub(super) type Token = Option<Vec<&'static str>>;

/// A scope with its component.
type Pair = (&'static str, &'static str);

/// Before the object is known.
pub(super) fn may(held: &Grants, token: &Token, needs: &Needs) -> &'static str {
    let expression = match (needs, held, token) {
        (Needs::Superuser, Grants::All, None) => return "ok",
        (Needs::Superuser, Grants::All, Some(_)) => return "token-narrowed",
        (Needs::Superuser, Grants::These(_), _) => return "superuser-only",
        (Needs::Scopes(expression), _, _) => expression,
    };
    if !holds(expression, &|pair| gives(held, pair)) {
        "scope-not-held"
    } else if !holds(expression, &|pair| gives(held, pair) && carries(token, pair)) {
        "scope-not-in-token"
    } else {
        "ok"
    }
}

/// On an object.
pub(super) fn may_on(held: &Grants, token: &Token, needs: &Needs, object: &Object) -> &'static str {
    let widely = may(held, token, needs);
    let (Needs::Scopes(expression), Grants::These(these)) = (needs, held) else { return widely };
    if widely != "ok" {
        return widely;
    }
    let on = |matches: &dyn Fn(&Autorisatie) -> bool| {
        let mut counting = Vec::new();
        for one in these {
            if one.component != object.component || matches(one) {
                counting.push(one.clone());
            }
        }
        let counting = Grants::These(counting);
        holds(expression, &|pair| gives(&counting, pair) && carries(token, pair))
    };
    if on(&|one| is_of_type(one, object) && reaches(one, object)) {
        "ok"
    } else if object.level.is_some() && on(&|one| is_of_type(one, object) && one.ceiling.is_some())
    {
        "level-too-high"
    } else {
        "type-not-held"
    }
}

/// Whether an object is among the rows of a list.
pub(super) fn is_listed(held: &Grants, token: &Token, needs: &Needs, object: &Object) -> bool {
    let Grants::These(these) = held else { return may(held, token, needs) == "ok" };
    let of_component = |one: &&Autorisatie| one.component == object.component;
    let matching = |one: &&Autorisatie| is_of_type(one, object) && reaches(one, object);
    these.iter().filter(of_component).filter(matching).any(|alone| {
        let others = these.iter().filter(|one| !of_component(one));
        let only = Grants::These(others.chain([alone]).cloned().collect());
        may_on(&only, token, needs, object) == "ok"
    })
}

pub(super) fn holds(expression: &Expression, pair_holds: &dyn Fn(Pair) -> bool) -> bool {
    match expression {
        Expression::Scope(component, label) => pair_holds((component, label)),
        Expression::All(parts) => parts.iter().all(|part| holds(part, pair_holds)),
        Expression::Any(parts) => parts.iter().any(|part| holds(part, pair_holds)),
    }
}

fn gives(held: &Grants, (component, label): Pair) -> bool {
    let given = match held {
        Grants::All => true,
        Grants::These(these) => {
            these.iter().any(|one| one.component == component && one.scopes.contains(&label))
        }
    };
    given && !label.starts_with("zaakpoort.")
}

fn carries(token: &Token, (_, label): Pair) -> bool {
    token.as_ref().is_none_or(|scopes| scopes.contains(&label))
}

fn is_of_type(one: &Autorisatie, object: &Object) -> bool {
    let bare = |name: &'static str| name.strip_prefix("oud/").unwrap_or(name);
    one.object_type.map(bare) == Some(bare(object.kind))
}

fn reaches(one: &Autorisatie, object: &Object) -> bool {
    match (object.level, one.ceiling) {
        (None, _) => true,
        (Some(level), Some(ceiling)) => level <= ceiling,
        (Some(_), None) => false,
    }
}
