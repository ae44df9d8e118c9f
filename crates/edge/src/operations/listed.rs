//! Operations of APIs outside the standard, as configuration lists them one by one.

use autorisaties::PlainExpression;

use super::method::Method;
use super::pack::Pack;
use super::template::Template;

/// One operation of an API that no pack describes.
#[derive(Debug, Clone)]
pub struct Listed {
    method: Method,
    template: Template,
    scopes: Option<PlainExpression>,
    answered_by: AnsweredBy,
    name: String,
}

/// Who answers an operation once it is permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnsweredBy {
    /// The server of the API.
    #[default]
    Upstream,
    /// The gateway itself: it says who the caller is.
    Ping,
}

impl Listed {
    /// An operation that needs these scopes; without any, only a credential that counts.
    pub fn new(
        method: Method,
        template: Template,
        scopes: Option<PlainExpression>,
        answered_by: AnsweredBy,
    ) -> Self {
        let name = format!("{method} {}", template.as_str());
        Self { method, template, scopes, answered_by, name }
    }

    /// What a caller must hold; nothing where a credential that counts is enough.
    pub fn scopes(&self) -> Option<&PlainExpression> {
        self.scopes.as_ref()
    }

    /// Who answers it.
    pub fn answered_by(&self) -> AnsweredBy {
        self.answered_by
    }

    /// Its path, from the root of its host.
    pub fn template(&self) -> &str {
        self.template.as_str()
    }

    /// Whether another is the same method of the same path.
    pub fn is_like(&self, other: &Self) -> bool {
        self.method == other.method && self.template.is_like(&other.template)
    }

    /// Its name for people and logs, such as `GET /v1/dossiers/{id}`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Pack<Listed> {
    /// The operations of one list. Two of one method and path are a fault, which names them.
    pub fn of(operations: Vec<Listed>) -> Result<Self, String> {
        let mut pack = Self::new();
        for operation in operations {
            let name = operation.name.clone();
            pack.add(operation).map_err(|other| format!("{name} is the same as {other}"))?;
        }
        Ok(pack)
    }

    /// Adds an operation, unless one of its method and path is there: then the name of that.
    pub fn add(&mut self, operation: Listed) -> Result<(), String> {
        let (method, template) = (operation.method, operation.template.clone());
        self.insert((method, &template), operation).map_err(|other| self.name_at(other).to_owned())
    }

    fn name_at(&self, place: usize) -> &str {
        self.operations().nth(place).map(Listed::name).unwrap_or_default()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn listed(method: &str, path: &str) -> Listed {
        let method = Method::parse(method).unwrap();
        let template = Template::of_any_api(path).unwrap();
        Listed::new(method, template, None, AnsweredBy::Upstream)
    }

    fn found(pack: &Pack<Listed>, path: &str) -> Option<String> {
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        pack.find(Method::Get, &segments).map(|found| found.name().to_owned())
    }

    #[test]
    fn the_plainest_way_that_leads_to_an_operation_counts() {
        let paths = ["/d/{id}", "/d/zoek/alles", "/d/{uuid}", "/d/{id}/stukken", "/d/zoek"];
        let pack = Pack::of(paths.map(|path| listed("GET", path)).into()).unwrap();
        let uuid = "0e6b7fb6-4f4b-4d7c-a9a1-9a6a6a0f8a11";
        for (path, expected) in [
            ("/d/7", Some("GET /d/{id}")),
            ("/d/zoek", Some("GET /d/zoek")),
            ("/d/zoek/alles", Some("GET /d/zoek/alles")),
            ("/d/zoek/stukken", Some("GET /d/{id}/stukken")),
            ("/d/", None),
            ("/d", None),
            ("/d/7/8", None),
            ("/e/7", None),
        ] {
            assert_eq!(found(&pack, path).as_deref(), expected, "{path}");
        }
        assert_eq!(found(&pack, &format!("/d/{uuid}")).as_deref(), Some("GET /d/{uuid}"));
        let below = format!("/d/{uuid}/stukken");
        assert_eq!(found(&pack, &below).as_deref(), Some("GET /d/{id}/stukken"));
    }

    #[test]
    fn two_of_one_method_and_path_are_a_fault() {
        let two =
            |first: &str, second: &str| Pack::of(vec![listed("GET", first), listed("GET", second)]);
        let fault = two("/d/{id}", "/d/{nummer}").map(|_| ()).unwrap_err();
        assert_eq!(fault, "GET /d/{nummer} is the same as GET /d/{id}");
        assert!(two("/d/{id}", "/d/{uuid}").is_ok());
        assert!(Pack::of(vec![listed("GET", "/d"), listed("POST", "/d")]).is_ok());
    }

    #[test]
    fn a_parameter_is_a_whole_segment_with_a_plain_name() {
        for bad in
            ["/d/{}", "/d/x{id}", "/d/{id", "/d/{a b}", "/d/{id}/{id}", "d/{id}", "/d//x", "/d/"]
        {
            assert!(Template::of_any_api(bad).is_err(), "{bad}");
        }
    }
}
