//! Who looks at a page, in which language, when.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use platform::actor::Actor;
use platform::clock::Clock;
use platform::entropy::{Entropy, new_token};
use platform::languages::Words;
use platform::text::Language;

use crate::clients::Clients;
use crate::flash::{self, FLASH_COOKIE, Flash};
use crate::menu::Sections;
use crate::{csrf, error};

/// The cookie that holds a sign-in.
pub const SESSION_COOKIE: &str = "mamori_session";
/// The cookie that tells browsers apart before anybody signs in: drafts and form tokens hang on it.
pub const BROWSER_COOKIE: &str = "mamori_browser";

/// Who a session cookie belongs to.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Who.
    pub actor: Actor,
}

/// Knows sessions and permissions; implemented where identity lives.
#[async_trait::async_trait]
pub trait Identify: Send + Sync {
    /// Whose session it is, if it is valid now.
    async fn identify(&self, token: &str) -> Option<Identity>;

    /// Whose token a program sent as `Authorization: Bearer …`, if it is valid now.
    async fn identify_program(&self, _token: &str) -> Option<Identity> {
        None
    }

    /// Whether `actor` may do `action` at all; finer rules are the operation's.
    fn may(&self, actor: &Actor, action: &str) -> bool;
}

/// What all pages share.
pub struct Site {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Randomness for cookies.
    pub entropy: Arc<dyn Entropy>,
    /// Sessions and permissions.
    pub identify: Arc<dyn Identify>,
    /// Signs form tokens.
    pub key: [u8; 32],
    /// Scheme and host that people use, for links in mails.
    pub base_url: String,
    /// The demo: its clock is shown and can be moved.
    pub demo: bool,
    /// Where requests come from, and how many from one place.
    pub clients: Clients,
    /// The programmes, as the desk's navigation shows them.
    pub menu: Vec<Sections>,
}

impl Site {
    /// Cookies only travel encrypted when people come by https.
    pub fn is_secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// A `Set-Cookie` value; `seconds` = 0 ends it with the browser, negative removes it.
    pub fn cookie(&self, name: &str, value: &str, seconds: i64) -> HeaderValue {
        let secure = if self.is_secure() { "; Secure" } else { "" };
        let age = if seconds == 0 {
            String::new()
        } else {
            format!("; Max-Age={}", seconds.max(0))
        };
        HeaderValue::from_str(&format!(
            "{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"
        ))
        .unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// Whoever asked for this page.
#[derive(Clone)]
pub struct Visitor {
    /// Who.
    pub actor: Actor,
    /// In which words.
    pub words: Words,
    /// Path without the language, as in routes.
    pub path: String,
    /// Path and query as asked for, without the language.
    pub path_and_query: String,
    /// When.
    pub now: Timestamp,
    /// The browser's cookie.
    pub browser: String,
    /// From where, for rate limits and signatures.
    pub client_address: String,
    /// A program asked, not a person.
    pub wants_json: bool,
    /// What the page before left to say.
    pub flash: Option<Flash>,
    /// The session's cookie, if there is a valid one.
    pub session: Option<String>,
    /// Shared things.
    pub site: Arc<Site>,
}

impl Visitor {
    /// The language of the page.
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// A path in the visitor's language.
    pub fn href(&self, path: &str) -> String {
        in_language(self.language(), path)
    }

    /// This page in the other language.
    pub fn other_language(&self) -> (Language, String) {
        self.other_language_of(&self.path_and_query)
    }

    /// The page at `path` in the other language.
    pub fn other_language_of(&self, path: &str) -> (Language, String) {
        let other = match self.language() {
            Language::Ja => Language::En,
            Language::En => Language::Ja,
        };
        (other, in_language(other, path))
    }

    /// The token for forms on this page.
    pub fn csrf(&self) -> String {
        csrf::token(&self.site.key, self.session.as_deref().unwrap_or(&self.browser))
    }

    /// Whether a form's token is right.
    pub fn csrf_matches(&self, sent: &str) -> bool {
        csrf::matches(
            &self.site.key,
            self.session.as_deref().unwrap_or(&self.browser),
            sent,
        )
    }

    /// Whether the visitor may do `action` at all.
    pub fn may(&self, action: &str) -> bool {
        self.site.identify.may(&self.actor, action)
    }

    /// Where a member of staff begins: the applications, or the support centre's queue.
    pub fn desk(&self) -> &'static str {
        if self.may("support.work") && !self.may("desk.read") {
            "/desk/support"
        } else {
            "/desk"
        }
    }

    /// Shorthand for templates.
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// Shorthand for templates: one value.
    pub fn say1(&self, key: &str, name: &'static str, value: impl Display) -> String {
        self.words.say_with(key, &[(name, value.to_string().into())])
    }

    /// Shorthand for templates: a number, so that plurals are right.
    pub fn say_n(&self, key: &str, name: &'static str, number: impl Into<f64>) -> String {
        let number: f64 = number.into();
        self.words.say_with(key, &[(name, number.into())])
    }

    /// Shorthand for templates: two values.
    pub fn say2(
        &self,
        key: &str,
        one: &'static str,
        first: impl Display,
        two: &'static str,
        second: impl Display,
    ) -> String {
        let values = [(one, first.to_string().into()), (two, second.to_string().into())];
        self.words.say_with(key, &values)
    }

    /// The demo's clock, when this is the demo.
    pub fn demo_clock(&self) -> Option<String> {
        self.site.demo.then(|| self.words.date_time(self.now))
    }

    /// The same as a browser's own field takes it.
    pub fn demo_local(&self) -> String {
        platform::clock::in_tokyo(self.now)
            .strftime("%Y-%m-%dT%H:%M")
            .to_string()
    }
}

fn in_language(language: Language, path: &str) -> String {
    match language {
        Language::Ja => path.to_owned(),
        Language::En if path == "/" => "/en".to_owned(),
        Language::En => format!("/en{path}"),
    }
}

/// Takes `/en` off a path: the same routes serve both languages.
pub fn split_language(path: &str) -> (Language, &str) {
    match path.strip_prefix("/en") {
        Some("") => (Language::En, "/"),
        Some(rest) if rest.starts_with('/') => (Language::En, rest),
        _ => (Language::Ja, path),
    }
}

/// The language of a request, noted before routing.
#[derive(Clone, Copy)]
pub struct RequestLanguage(pub Language);

/// Rewrites `/en/x` to `/x` and notes the language; runs before routing.
pub fn take_language<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let (language, rest) = split_language(request.uri().path());
    let query = request
        .uri()
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let uri = (language == Language::En)
        .then(|| format!("{rest}{query}").parse().ok())
        .flatten();
    if let Some(uri) = uri {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(RequestLanguage(language));
    request
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The token of `Authorization: Bearer …`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The language a program likes best (`Accept-Language`, RFC 9110 12.5.4), if it is one of ours.
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let line = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Language)> = None;
    for part in line.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let tag = pieces.next().unwrap_or_default().to_ascii_lowercase();
        let quality = pieces
            .find_map(|piece| piece.strip_prefix("q="))
            .map_or(1.0, |quality| quality.parse().unwrap_or(0.0));
        let language = match tag.split('-').next() {
            Some("ja") => Language::Ja,
            Some("en") => Language::En,
            _ => continue,
        };
        if quality > best.map_or(0.0, |(quality, _)| quality) {
            best = Some((quality, language));
        }
    }
    best.map(|(_, language)| language)
}

/// Cookies are ours only when they look like ours: 43 characters of URL-safe base64.
fn well_formed(token: &&str) -> bool {
    token.len() == 43
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Middleware: finds out who it is, refuses forged requests, gives new browsers their cookie.
pub async fn identify(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_api = request.uri().path().starts_with("/api/");
    let language = request
        .extensions()
        .get::<RequestLanguage>()
        .map_or(Language::Ja, |language| language.0);
    let language = match language {
        Language::Ja if is_api => preferred(headers).unwrap_or(language),
        language => language,
    };
    let known = cookie(headers, BROWSER_COOKIE)
        .filter(well_formed)
        .map(str::to_owned);
    // Forms of the API carry no token of ours, so there a session counts only for requests from our own pages.
    let from_here = csrf::is_same_origin(request.method(), headers);
    let program = bearer(headers).filter(well_formed).filter(|_| is_api);
    let session = cookie(headers, SESSION_COOKIE)
        .filter(well_formed)
        .filter(|_| !is_api || (from_here && program.is_none()))
        .map(str::to_owned);
    let peer = request
        .extensions()
        .get::<axum::extract::ConnectInfo<std::net::SocketAddr>>()
        .map(|info| info.0);
    let address = site.clients.address(headers, peer);
    // Whoever asks too often costs no look at the database. Styles and pictures of a page are not counted.
    let admitted = if request.uri().path().starts_with("/assets/") {
        Ok(())
    } else {
        site.clients.admit(address)
    };
    let identity = match (program, &session) {
        _ if admitted.is_err() => None,
        (Some(token), _) => site.identify.identify_program(token).await,
        (None, Some(token)) => site.identify.identify(token).await,
        (None, None) => None,
    };
    let browser = known.clone().unwrap_or_else(|| new_token(site.entropy.as_ref()));
    let visitor = Visitor {
        session: session.filter(|_| identity.is_some()),
        actor: identity.map_or(Actor::Anonymous, |identity| identity.actor),
        words: Words::new(language),
        path: request.uri().path().to_owned(),
        path_and_query: request
            .uri()
            .path_and_query()
            .map_or_else(|| "/".to_owned(), ToString::to_string),
        now: site.clock.now(),
        browser: browser.clone(),
        client_address: address.map(|address| address.to_string()).unwrap_or_default(),
        wants_json: error::wants_json(request.uri().path(), headers),
        flash: cookie(headers, FLASH_COOKIE).and_then(|cookie| Flash::decode(&site.key, cookie)),
        site: Arc::clone(&site),
    };
    if let Err(wait) = admitted {
        return too_many(&visitor, wait);
    }
    if !is_api && !from_here {
        return error::page(&visitor, StatusCode::FORBIDDEN, "error-forged");
    }
    let has_flash = visitor.flash.is_some();
    let program = is_api.then(|| visitor.clone());
    request.extensions_mut().insert(visitor);
    let mut response = next.run(request).await;
    if let Some(program) = program {
        response = crate::shell::dressed(&program, response);
    }
    let is_asset = response.headers().get(header::CACHE_CONTROL).is_some();
    if known.is_none() && !is_api && !is_asset {
        response.headers_mut().append(
            header::SET_COOKIE,
            site.cookie(BROWSER_COOKIE, &browser, 30 * 24 * 3600),
        );
    }
    // A page showed it; an answer that sends the browser on leaves it for the next one.
    if has_flash && response.status() == StatusCode::OK && is_page(&response) {
        response
            .headers_mut()
            .append(header::SET_COOKIE, flash::forget(&site));
    }
    response
}

/// `Retry-After` in whole seconds (RFC 9110 10.2.3) and a page.
fn too_many(visitor: &Visitor, wait: Duration) -> Response {
    let mut response = error::page(visitor, StatusCode::TOO_MANY_REQUESTS, "error-slow-down");
    let seconds = HeaderValue::from(wait.as_secs().saturating_add(1));
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

fn is_page(response: &Response) -> bool {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        // The middleware stands before every route, so a missing visitor is our own mistake.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_first_part_of_the_path() {
        assert_eq!(split_language("/"), (Language::Ja, "/"));
        assert_eq!(split_language("/en"), (Language::En, "/"));
        assert_eq!(
            split_language("/en/programmes/x"),
            (Language::En, "/programmes/x")
        );
        assert_eq!(split_language("/enquiries"), (Language::Ja, "/enquiries"));
    }

    #[test]
    fn a_program_is_answered_in_the_language_it_likes_best() {
        let liked = |line: &'static str| {
            let value = HeaderValue::from_static(line);
            preferred(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, value)]))
        };
        assert_eq!(liked("en"), Some(Language::En));
        assert_eq!(liked("fr, en-GB;q=0.8, ja;q=0.9"), Some(Language::Ja));
        assert_eq!(liked("ja;q=0.1,EN-us"), Some(Language::En));
        assert_eq!(liked("ja,en"), Some(Language::Ja));
        assert_eq!(liked("fr;q=1, en;q=0, *"), None);
        assert_eq!(liked("en;q=much"), None);
    }

    #[test]
    fn foreign_cookies_are_no_tokens() {
        assert!(!well_formed(&"short"));
        assert!(!well_formed(&"'; drop table session; -- aaaaaaaaaaaaaaaaaaa"));
        assert!(well_formed(&"A".repeat(43).as_str()));
    }
}
