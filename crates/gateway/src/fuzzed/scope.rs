//! A scope expression says the same in its canonical form, and what an evaluation of its text from
//! left to right says; what is missing of it is what makes it hold.

use autorisaties::{Component, Scope, ScopeExpression};

/// Takes the first byte for who holds what, and the rest as an expression.
pub(super) fn holds(input: &[u8]) {
    let Some((&seed, text)) = input.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let Ok(expression) = ScopeExpression::parse(text, Component::Zrc) else { return };
    let canonical = expression.to_string();
    let again = ScopeExpression::parse(&canonical, Component::Zrc);
    assert_eq!(again.as_ref().map(ToString::to_string), Ok(canonical.clone()));
    let held = |component: Component, scope: &Scope| drawn(seed, component, scope.as_str());
    let verdict = expression.evaluate(held);
    assert_eq!(again.map(|again| again.evaluate(held)), Ok(verdict), "{canonical}");
    assert_eq!(Reader { rest: &canonical, seed }.any(), verdict, "{canonical}");
    match expression.missing(held) {
        None => assert!(verdict, "nothing is missing of what holds"),
        Some(missing) => {
            assert!(!verdict && !missing.evaluate(held), "{canonical}: {missing}");
            let asked: Vec<_> = missing.scopes().collect();
            let granted = |component: Component, scope: &Scope| {
                held(component, scope) || asked.contains(&(component, scope))
            };
            assert!(expression.evaluate(granted), "{canonical}: {missing} is not enough");
        }
    }
}

/// Whether a scope is held, as good as by chance, and always the same.
fn drawn(seed: u8, component: Component, scope: &str) -> bool {
    let named = component.as_str().bytes().chain(scope.bytes());
    named.fold(seed, |sum, byte| sum.rotate_left(3) ^ byte).count_ones() % 2 == 0
}

/// Evaluates the canonical form while it reads it; nothing is built.
struct Reader<'a> {
    rest: &'a str,
    seed: u8,
}

impl Reader<'_> {
    fn any(&mut self) -> bool {
        let mut holds = self.all();
        while self.takes('|') {
            holds |= self.all();
        }
        holds
    }

    fn all(&mut self) -> bool {
        let mut holds = self.part();
        while self.takes('&') {
            holds &= self.part();
        }
        holds
    }

    fn part(&mut self) -> bool {
        if self.takes('(') {
            let holds = self.any();
            assert!(self.takes(')'));
            return holds;
        }
        let end = self.rest.find([' ', '(', ')', '|', '&']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        let home = (Component::Zrc, word);
        let known = |(prefix, scope)| Some((Component::parse(prefix).ok()?, scope));
        let (component, scope) = word.split_once(':').and_then(known).unwrap_or(home);
        drawn(self.seed, component, scope)
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.rest = self.rest.trim_start();
        let after = self.rest.strip_prefix(wanted);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }
}
