//! The frame around every page.

use std::borrow::Cow;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use platform::actor::Actor;

use crate::visitor::Visitor;
use crate::{assets, summary};

/// A link of the navigation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Where.
    pub href: String,
    /// What.
    pub label: String,
    /// It is this page.
    pub current: bool,
    /// A number beside it.
    pub count: Option<u64>,
}

impl Link {
    /// A link.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    /// With a number beside it; none if there is nothing.
    #[must_use]
    pub fn with_count(mut self, count: u64) -> Self {
        self.count = Some(count).filter(|count| *count > 0);
        self
    }
}

/// The id of the form in a page that says [`Page::typed_in`].
pub const FORM_ELEMENT: &str = "form";

/// Which frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Public,
    Desk,
}

/// A page to be.
pub struct Page<'v> {
    visitor: &'v Visitor,
    title: String,
    frame: Frame,
    links: Vec<Link>,
    eyebrow: String,
    description: String,
    has_errors: bool,
    path: Option<String>,
    form: Option<&'static str>,
}

impl<'v> Page<'v> {
    /// A page for everybody and for applicants.
    pub fn public(visitor: &'v Visitor, title: &str) -> Self {
        let entry = |path: &str, key: &str| Link {
            href: visitor.href(path),
            label: visitor.say(key),
            current: visitor.path == path,
            count: None,
        };
        let mut links = vec![entry("/", "nav-programmes")];
        match visitor.actor {
            Actor::Applicant { .. } => links.push(entry("/status", "nav-status")),
            Actor::Staff { .. } => links.push(entry(visitor.desk(), "nav-desk")),
            _ => links.push(entry("/return", "nav-return")),
        }
        Self {
            visitor,
            title: title.to_owned(),
            frame: Frame::Public,
            links,
            eyebrow: String::new(),
            description: String::new(),
            has_errors: false,
            path: None,
            form: None,
        }
    }

    /// A page of the desk, with its navigation.
    pub fn desk(visitor: &'v Visitor, title: &str, eyebrow: &str, links: Vec<Link>) -> Self {
        Self {
            visitor,
            title: title.to_owned(),
            frame: Frame::Desk,
            links,
            eyebrow: eyebrow.to_owned(),
            description: String::new(),
            has_errors: false,
            path: None,
            form: None,
        }
    }

    /// The title says that there are errors (「エラー：」), so that a screen reader hears it first.
    #[must_use]
    pub fn with_errors(mut self, has_errors: bool) -> Self {
        self.has_errors = has_errors;
        self
    }

    /// Where the page can be asked for, when it came as the answer to a form that was sent elsewhere: `/programmes/x/apply`,
    /// without the language.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    /// Something is typed on the page, in the form with this id: to change the language the form is sent, so that nothing
    /// is lost. Its handler sees [`crate::Posted::changes_language`] and shows the page again, without finding fault.
    #[must_use]
    pub fn typed_in(mut self, form: &'static str) -> Self {
        self.form = Some(form);
        self
    }

    /// A sentence for search engines.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        description.clone_into(&mut self.description);
        self
    }

    /// Other links than the usual ones.
    #[must_use]
    pub fn links(mut self, links: Vec<Link>) -> Self {
        self.links = links;
        self
    }

    /// The whole page around a template.
    pub fn show(self, template: &impl Template) -> Response {
        match template.render() {
            Ok(body) => self.render(&body).into_response(),
            Err(error) => {
                tracing::error!(%error, page = self.title, "a template could not be rendered");
                crate::error::page(self.visitor, StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
            }
        }
    }

    /// The whole page around `body`.
    pub fn render(self, body: &str) -> Html<String> {
        let visitor = self.visitor;
        let (other, other_href) =
            visitor.other_language_of(self.path.as_deref().unwrap_or(&visitor.path_and_query));
        let title = if self.has_errors {
            visitor.say1("error-title-prefix", "title", &self.title)
        } else {
            self.title.clone()
        };
        let body = if self.has_errors {
            summary::name_fields(body)
        } else {
            Cow::Borrowed(body)
        };
        let staff_name = match &visitor.actor {
            Actor::Staff { name, .. } => Some(name.as_str()),
            _ => None,
        };
        let template = Layout {
            v: visitor,
            title: &title,
            eyebrow: &self.eyebrow,
            description: &self.description,
            desk: self.frame == Frame::Desk,
            links: &self.links,
            other: other.code(),
            other_href: &other_href,
            form: self.form,
            signed_in: visitor.session.is_some(),
            staff_name,
            style: assets::address("style"),
            fonts: assets::address("fonts"),
            script: assets::address("app"),
            htmx: assets::address("htmx"),
            icon: assets::address("icon"),
            body: &body,
        };
        Html(template.render().unwrap_or_default())
    }
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    v: &'a Visitor,
    title: &'a str,
    eyebrow: &'a str,
    description: &'a str,
    desk: bool,
    links: &'a [Link],
    other: &'a str,
    other_href: &'a str,
    form: Option<&'a str>,
    signed_in: bool,
    staff_name: Option<&'a str>,
    style: String,
    fonts: String,
    script: String,
    htmx: String,
    icon: String,
    body: &'a str,
}
