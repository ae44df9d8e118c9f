//! Operations of an API outside the standard: lines of an upstream's configuration.

use std::sync::Arc;

use autorisaties::PlainExpression;
use edge::config::{Section, Value, parse};
use edge::operations::{AnsweredBy, Listed, Method, Pack, Template};
use edge::public_url::PublicUrl;

use super::names::not_ours;
use super::openapi;

/// What such a line lacks.
const NO_SCOPE: &str = "name the scope that it needs, such as scope = \"dossiers.lezen\"; only a ping \
    may need none";

/// The operations of an upstream, of its lines and of its OpenAPI file; many have none.
pub(super) fn read(
    section: &mut Section<'_>,
    public_url: Option<&PublicUrl>,
) -> Option<Arc<Pack<Listed>>> {
    let lines = section
        .tables("operations", operation)
        .map(Pack::of)
        .and_then(|lines| lines.map_err(|fault| section.fault("operations", fault)).ok());
    openapi::add(section, public_url, lines).map(Arc::new)
}

fn operation(section: &mut Section<'_>) -> Option<Listed> {
    let answers = [("upstream", AnsweredBy::Upstream), ("ping", AnsweredBy::Ping)];
    let method = section.required("method", method);
    let path = section.required("path", path);
    let scope = section.optional("scope", scope);
    let answer = section.default("answer", AnsweredBy::default(), parse::one_of(&answers));
    let (method, path, scope, answer) = (method?, path?, scope?, answer?);
    if answer == AnsweredBy::Ping && method != Method::Get {
        section.fault("method", "a ping is asked with GET");
        return None;
    }
    if answer == AnsweredBy::Upstream && scope.is_none() {
        section.fault("scope", NO_SCOPE);
        return None;
    }
    Some(Listed::new(method, path, scope, answer))
}

fn method(value: &Value) -> Result<Method, String> {
    let name = value.text()?;
    let known = Method::ALL.map(Method::as_str).join(", ");
    Method::parse(name)
        .ok_or_else(|| format!("expected one of {known} (HEAD goes with GET), found `{name}`"))
}

fn path(value: &Value) -> Result<Template, String> {
    let template = parse::text_as(Template::of_any_api)(value)?;
    not_ours(template.as_str())?;
    Ok(template)
}

/// No line of an upstream hands out what belongs to the system itself.
fn scope(value: &Value) -> Result<PlainExpression, String> {
    let expression = parse::text_as(PlainExpression::parse)(value)?;
    if let Some(scope) = expression.scopes().find(|scope| scope.is_of_the_system()) {
        return Err(format!("the scope `{scope}` is granted by name only; name another"));
    }
    Ok(expression)
}
