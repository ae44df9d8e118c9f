//! What an operation asks for: the scopes of its `security`, else of the document's.
//!
//! One of the requirements suffices; within one, all schemes and all their scopes. Who calls is known to
//! the gateway by a credential of its own, so of a scheme only the scopes mean something here, and a
//! requirement without any is one that it cannot check: it never makes another's scopes needless.

use autorisaties::{PlainExpression, Scope};

use super::OpenApiFault;
use super::node::Node;

/// What stands between scopes in an expression.
const OPERATORS: [char; 4] = ['(', ')', '|', '&'];

/// The scopes; none where no requirement names one.
pub(super) fn scopes(
    operation: &Node<'_>,
    root: &Node<'_>,
) -> Result<Option<PlainExpression>, OpenApiFault> {
    let Some(security) = operation.member("security").or_else(|| root.member("security")) else {
        return Ok(None);
    };
    if !security.value().is_array() {
        return Err(security.fault("it must be a list of requirements"));
    }
    let alternatives = security.items().map(|requirement| all_of(&requirement, root));
    let alternatives = alternatives.collect::<Result<Vec<_>, _>>()?;
    let asking = alternatives.into_iter().filter(|scopes| !scopes.is_empty());
    let asking: Vec<String> = asking.map(|scopes| format!("({})", scopes.join(" & "))).collect();
    if asking.is_empty() {
        return Ok(None);
    }
    let expression = PlainExpression::parse(&asking.join(" | "));
    expression.map(Some).map_err(|why| security.fault(why.to_string()))
}

/// Every scope of one requirement, as an expression each.
fn all_of(requirement: &Node<'_>, root: &Node<'_>) -> Result<Vec<String>, OpenApiFault> {
    if !requirement.value().is_object() {
        return Err(requirement.fault("it must name schemes, each with a list of scopes"));
    }
    let schemes = root.member("components").and_then(|known| known.member("securitySchemes"));
    let mut all = Vec::new();
    for (name, scopes) in requirement.members() {
        let scheme = schemes.as_ref().and_then(|known| known.member(name)).ok_or_else(|| {
            let known = "`components.securitySchemes` has no scheme of this name";
            scopes.fault(format!("{known}; add it, or correct the name"))
        })?;
        let names = Names::of(&scheme.followed(root)?);
        if !scopes.value().is_array() {
            return Err(scopes.fault("it must be a list of scopes"));
        }
        for scope in scopes.items() {
            let text = scope.value().as_str().ok_or_else(|| scope.fault("a scope is a text"))?;
            let asked = names.read(text).map_err(|what| scope.fault(what))?;
            all.push(format!("({asked})"));
        }
    }
    Ok(all)
}

/// What a text in the list of a scheme is.
#[derive(Debug, Clone, Copy)]
enum Names {
    /// One scope (RFC 6749 3.3).
    Scopes,
    /// One scope or more of them: for schemes that know none OpenAPI leaves it open, and the files of
    /// ZGW APIs have `(zaken.bijwerken | zaken.geforceerd-bijwerken)` there.
    Expressions,
}

impl Names {
    fn of(scheme: &Node<'_>) -> Self {
        let kind = scheme.member("type");
        match kind.as_ref().and_then(|kind| kind.value().as_str()) {
            Some("oauth2" | "openIdConnect") => Self::Scopes,
            _ => Self::Expressions,
        }
    }

    /// No file of an upstream hands out what belongs to the system itself.
    fn read(self, text: &str) -> Result<PlainExpression, String> {
        let one = Scope::parse(text).map_err(|why| why.to_string())?;
        let no_token =
            format!("`{one}` cannot be asked for: a scope has no spaces, quotes and brackets");
        if matches!(self, Self::Scopes) && (!one.is_token() || text.contains(OPERATORS)) {
            return Err(no_token);
        }
        let asked = PlainExpression::parse(text).map_err(|why| format!("`{one}`: {why}"))?;
        for scope in asked.scopes() {
            if scope.is_of_the_system() {
                return Err(format!("the scope `{scope}` is granted by name only; name another"));
            }
            if !scope.is_token() {
                return Err(no_token);
            }
        }
        Ok(asked)
    }
}
