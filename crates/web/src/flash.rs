//! A sentence for the next page: 「連絡を記録しました」 after the form was taken and the browser sent on.
//!
//! It travels in a signed cookie and is shown once. Only the key of a message and one value travel, so that it appears
//! in the language of the page that shows it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::csrf;
use crate::view::{Notice, Tone};
use crate::visitor::{Site, Visitor};

/// The cookie.
pub const FLASH_COOKIE: &str = "mamori_flash";

/// Longest value that travels, in characters.
const LONGEST: usize = 200;

/// What the next page says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Key of the message.
    pub key: String,
    /// Its `{ $value }`, may be empty.
    pub value: String,
    /// Whether it is good news.
    pub good: bool,
}

impl Flash {
    /// Good news.
    pub fn done(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            value: String::new(),
            good: true,
        }
    }

    /// Something went differently.
    pub fn warning(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            value: String::new(),
            good: false,
        }
    }

    /// With the message's `{ $value }`.
    #[must_use]
    pub fn value(mut self, value: impl std::fmt::Display) -> Self {
        self.value = value.to_string().chars().take(LONGEST).collect();
        self
    }

    /// Sends the browser to `path` (without language), which then says this.
    pub fn redirect(&self, visitor: &Visitor, path: &str) -> Response {
        let mut response = Redirect::to(&visitor.href(path)).into_response();
        let cookie = visitor
            .site
            .cookie(FLASH_COOKIE, &self.encode(&visitor.site.key), 60);
        response.headers_mut().append(header::SET_COOKIE, cookie);
        response
    }

    /// As a notice in the reader's words.
    pub fn notice(&self, visitor: &Visitor) -> Notice {
        let tone = if self.good { Tone::Ok } else { Tone::Warn };
        Notice::new(tone, visitor.say1(&self.key, "value", &self.value))
    }

    fn encode(&self, key: &[u8; 32]) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        let text = URL_SAFE_NO_PAD.encode(json);
        format!("{text}.{}", csrf::signature(key, "flash", &text))
    }

    /// From a cookie; anything that we did not sign is nothing.
    pub fn decode(key: &[u8; 32], cookie: &str) -> Option<Self> {
        let (text, signature) = cookie.split_once('.')?;
        if !csrf::is_signature(key, "flash", text, signature) {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

/// The cookie's end, once it was shown.
pub(crate) fn forget(site: &Site) -> HeaderValue {
    site.cookie(FLASH_COOKIE, "", -1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_signed_is_shown() {
        let flash = Flash::done("flash-saved").value("R00214");
        let cookie = flash.encode(&[1; 32]);
        assert_eq!(Flash::decode(&[1; 32], &cookie), Some(flash));
        assert_eq!(Flash::decode(&[2; 32], &cookie), None);
        let forged = cookie.replacen(&cookie[..4], "AAAA", 1);
        assert_eq!(Flash::decode(&[1; 32], &forged), None);
        assert_eq!(Flash::decode(&[1; 32], "nonsense"), None);
    }

    #[test]
    fn a_long_value_is_cut_at_a_character() {
        assert_eq!(
            Flash::done("x").value("あ".repeat(300)).value.chars().count(),
            LONGEST
        );
    }
}
