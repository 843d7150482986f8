//! Routes that say who may use them. A route without an access cannot be written, and one test holds the whole table
//! against every role, a stranger and another company.

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, on};
use platform::actor::Actor;

use crate::error;
use crate::visitor::Visitor;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// An applicant who came by their link; sees only their own application.
    Applicant,
    /// Staff whose roles allow this action.
    Staff(&'static str),
}

/// One line of the route table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    /// `GET` or `POST`.
    pub method: Method,
    /// As written in the router.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
}

/// Routes of a context.
pub struct Routes<S> {
    router: Router<S>,
    table: Vec<RouteInfo>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self {
            router: Router::new(),
            table: Vec::new(),
        }
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, access, handler)
    }

    /// Something that changes.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, access, handler)
    }

    fn add<H, T>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let guard = from_fn(move |request: Request, next: Next| check(access, request, next));
        self.router = self.router.route(path, on(filter, handler).layer(guard));
        self.table.push(RouteInfo { method, path, access });
        self
    }

    /// Adds another context's routes.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The route table.
    pub fn table(&self) -> &[RouteInfo] {
        &self.table
    }

    /// The router, with everything checked.
    pub fn into_router(self) -> Router<S> {
        self.router
    }
}

async fn check(access: Access, request: Request, next: Next) -> Response {
    let Some(visitor) = request.extensions().get::<Visitor>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    match decide(access, &visitor) {
        Decision::Allow => next.run(request).await,
        Decision::SignIn(_) if visitor.path.starts_with("/api/") => {
            let mut response = error::page(&visitor, StatusCode::UNAUTHORIZED, "error-unauthorised");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            response
        }
        Decision::SignIn(path) => {
            // Where everybody arrives anyway need not be said.
            let own = own_path(&visitor.path).filter(|own| !matches!(*own, "/status" | "/desk"));
            let back = own.filter(|_| request.method() == Method::GET);
            // A list at the desk is nothing without what it was filtered by.
            let query = request
                .uri()
                .query()
                .filter(|_| matches!(access, Access::Staff(_)));
            let query = query
                .map(|query| format!("%3F{}", encoded(query)))
                .unwrap_or_default();
            let back = back.map(|own| format!("?to={own}{query}")).unwrap_or_default();
            Redirect::to(&visitor.href(&format!("{path}{back}"))).into_response()
        }
        Decision::Deny => error::page(&visitor, StatusCode::FORBIDDEN, "error-denied"),
    }
}

/// A path that somebody may be sent to after signing in, because it can only be one of ours: no other host, no way up,
/// no query, nothing that needs escaping.
pub fn own_path(path: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    let is_own = path.len() <= 200
        && path.starts_with('/')
        && !path.contains("//")
        && !path.contains("..")
        && path.bytes().all(plain);
    is_own.then_some(path)
}

/// The same, with a query perhaps.
pub fn own_place(place: &str) -> Option<&str> {
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~*=&:+%/".contains(&byte);
    let is_own = own_path(path).is_some() && query.len() <= 500 && query.bytes().all(plain);
    is_own.then_some(place)
}

fn encoded(query: &str) -> String {
    form_urlencoded::byte_serialize(query.as_bytes()).collect()
}

enum Decision {
    Allow,
    SignIn(&'static str),
    Deny,
}

fn decide(access: Access, visitor: &Visitor) -> Decision {
    match (access, &visitor.actor) {
        (Access::Public, _) | (Access::Applicant, Actor::Applicant { .. }) => Decision::Allow,
        (Access::Applicant, Actor::Anonymous) => Decision::SignIn("/return"),
        (Access::Staff(_), Actor::Anonymous) => Decision::SignIn("/sign-in"),
        (Access::Staff(action), Actor::Staff { .. }) if visitor.may(action) => Decision::Allow,
        _ => Decision::Deny,
    }
}

#[cfg(test)]
mod tests {
    use super::{own_path, own_place};

    #[test]
    fn nobody_is_sent_elsewhere() {
        for own in ["/support", "/support/cases/0199-a.b_c"] {
            assert_eq!(own_path(own), Some(own));
        }
        for other in [
            "",
            "support",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a//evil.example",
            "/../x",
            "/a?to=b",
            "/a%2f%2fevil.example",
            "/a\r\nSet-Cookie: x",
            "/あ",
        ] {
            assert_eq!(own_path(other), None, "{other:?}");
        }
        assert_eq!(own_path(&format!("/{}", "a".repeat(200))), None);
        for own in ["/desk", "/desk/a?state=all&q=%E3%81%82&from=2026-10-05T10:00"] {
            assert_eq!(own_place(own), Some(own));
        }
        for other in [
            "//evil.example?a=b",
            "/a?b\r\nSet-Cookie: x",
            "/a?b#c",
            "?a=b",
            "/a?\"><script>",
        ] {
            assert_eq!(own_place(other), None, "{other:?}");
        }
        assert_eq!(own_place(&format!("/a?{}", "b".repeat(501))), None);
    }
}
