//! Against forged requests: every form carries a token bound to the browser's cookie, and a browser that says where a
//! request comes from must say "from here".

use axum::http::{HeaderMap, Method, header};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The name of the field.
pub const FIELD: &str = "csrf";

/// HMAC-SHA-256 of `text` for one `purpose`, in hex.
pub fn signature(key: &[u8; 32], purpose: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(purpose.as_bytes());
    mac.update(b"\n");
    mac.update(text.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// Whether `sent` is that signature, in constant time.
pub fn is_signature(key: &[u8; 32], purpose: &str, text: &str, sent: &str) -> bool {
    signature(key, purpose, text)
        .as_bytes()
        .ct_eq(sent.as_bytes())
        .into()
}

/// The token for a browser with this cookie.
pub fn token(key: &[u8; 32], cookie: &str) -> String {
    signature(key, "csrf", cookie)
}

/// Whether `sent` is the token for this cookie, in constant time.
pub fn matches(key: &[u8; 32], cookie: &str, sent: &str) -> bool {
    is_signature(key, "csrf", cookie, sent)
}

/// Whether a request that changes something comes from our own pages, as far as the browser says.
pub fn is_same_origin(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, origin)| origin == host),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_one_cookie_only() {
        let key = [7; 32];
        let token = token(&key, "browser-a");
        assert!(matches(&key, "browser-a", &token));
        assert!(!matches(&key, "browser-b", &token));
        assert!(!matches(&[8; 32], "browser-a", &token));
        assert!(!matches(&key, "browser-a", ""));
    }

    #[test]
    fn another_site_cannot_post() {
        let headers = |list: &[(&'static str, &'static str)]| {
            list.iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect::<HeaderMap>()
        };
        let post = |list| is_same_origin(&Method::POST, &headers(list));
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(!post(&[("sec-fetch-site", "cross-site")]));
        assert!(!post(&[("sec-fetch-site", "same-site")]));
        assert!(post(&[
            ("origin", "https://mamori.example.jp"),
            ("host", "mamori.example.jp")
        ]));
        assert!(!post(&[
            ("origin", "https://evil.example"),
            ("host", "mamori.example.jp")
        ]));
        assert!(is_same_origin(
            &Method::GET,
            &headers(&[("sec-fetch-site", "cross-site")])
        ));
    }
}
