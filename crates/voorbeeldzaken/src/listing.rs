//! Lists as they are answered: in pages that link to each other, or all at once.

use serde_json::{Value, json};

use crate::criteria::Criteria;
use crate::kind::List;
use crate::problem::Problem;
use crate::store::Thing;
use crate::wire::Site;

/// The body of one page of what was found, or of all of it.
pub(crate) fn body(
    found: &[Thing],
    criteria: &Criteria,
    (path, list): (&str, List),
    site: &Site<'_>,
) -> Result<Value, Problem> {
    let shown = |thing| criteria.show(thing, site);
    if list == List::Array {
        return Ok(found.iter().map(shown).collect());
    }
    let size = criteria.page_size;
    let pages = found.len().div_ceil(size).max(1);
    let number = criteria.page(pages).ok_or(Problem::NotFound)?;
    let path = format!("{}{path}", site.bases.request);
    let on_page = found.iter().skip((number - 1) * size).take(size);
    Ok(json!({
        "count": found.len(),
        "next": (number < pages).then(|| criteria.link(&path, number + 1)),
        "previous": (number > 1).then(|| criteria.link(&path, number - 1)),
        "results": on_page.map(shown).collect::<Value>(),
    }))
}
