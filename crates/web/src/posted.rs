//! What a form sent: fields and files, after the form's token was checked. Whatever cannot be read is a page that says why.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::Response;

use crate::csrf;
use crate::error;
use crate::visitor::Visitor;

/// Largest form without files, in bytes.
const LARGEST_FORM: usize = 256 * 1024;
/// Largest file, in bytes.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;

/// Name of the button that changes the language; no field of a form has a hyphen.
const CHANGES_LANGUAGE: &str = "other-language";

/// An uploaded file; nothing about it is believed yet.
#[derive(Clone, Debug)]
pub struct File {
    /// Which field.
    pub field: String,
    /// Last part of the name that was sent.
    pub name: String,
    /// Contents; empty when no file was chosen.
    pub contents: Bytes,
    /// It was cut off because it is larger than allowed.
    pub too_large: bool,
}

/// A form as it was sent.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// Name–value pairs in order.
    pub pairs: Vec<(String, String)>,
    /// Files.
    pub files: Vec<File>,
}

impl Posted {
    /// The first value of a field, empty when it was not sent.
    pub fn text(&self, field: &str) -> &str {
        self.pairs
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value.trim())
    }

    /// All values of a field.
    pub fn many(&self, field: &str) -> Vec<String> {
        self.pairs
            .iter()
            .filter(|(name, _)| name == field)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// Whether a box was ticked or a button pressed.
    pub fn has(&self, field: &str) -> bool {
        self.pairs.iter().any(|(name, _)| name == field)
    }

    /// Whether it was sent to see the page in the other language: what was typed is shown again, and nothing else is done.
    pub fn changes_language(&self) -> bool {
        self.has(CHANGES_LANGUAGE)
    }

    /// The file of a field.
    pub fn file(&self, field: &str) -> Option<&File> {
        self.files.iter().find(|file| file.field == field)
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let Some(visitor) = request.extensions().get::<Visitor>().cloned() else {
            return Err(axum::response::IntoResponse::into_response(
                StatusCode::INTERNAL_SERVER_ERROR,
            ));
        };
        let multipart = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.starts_with("multipart/form-data"));
        let headers = request.headers().clone();
        let posted = if multipart {
            read_multipart(request, state).await
        } else {
            read_form(request).await
        };
        let mut posted = posted.map_err(|(status, key)| match status {
            StatusCode::PAYLOAD_TOO_LARGE => {
                error::too_large(&visitor, &headers, multipart.then_some(LARGEST_FILE >> 20))
            }
            _ => error::page(&visitor, status, key),
        })?;
        let sent = posted.text(csrf::FIELD).to_owned();
        if !visitor.csrf_matches(&sent) {
            return Err(error::page(&visitor, StatusCode::FORBIDDEN, "error-form-expired"));
        }
        posted.pairs.retain(|(name, _)| name != csrf::FIELD);
        Ok(posted)
    }
}

type Refused = (StatusCode, &'static str);

async fn read_form(request: Request) -> Result<Posted, Refused> {
    let body = axum::body::to_bytes(request.into_body(), LARGEST_FORM)
        .await
        .map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "error-too-large"))?;
    Ok(Posted {
        pairs: pairs(&body)?,
        files: Vec::new(),
    })
}

/// `application/x-www-form-urlencoded`; anything that is not UTF-8 is refused, never replaced.
fn pairs(body: &[u8]) -> Result<Vec<(String, String)>, Refused> {
    let broken = (StatusCode::BAD_REQUEST, "error-not-utf8");
    let pairs: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    // The decoder writes U+FFFD for broken bytes; somebody may also have typed one, percent-encoded.
    let typed = body
        .windows(9)
        .any(|window| window.eq_ignore_ascii_case(b"%EF%BF%BD"));
    let replaced = pairs
        .iter()
        .any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}'));
    if replaced && !typed {
        Err(broken)
    } else {
        Ok(pairs)
    }
}

async fn read_multipart<S: Send + Sync>(request: Request, state: &S) -> Result<Posted, Refused> {
    let broken = (StatusCode::BAD_REQUEST, "error-broken-form");
    let mut form = Multipart::from_request(request, state)
        .await
        .map_err(|_| broken)?;
    let mut posted = Posted::default();
    while let Some(field) = form.next_field().await.map_err(|error| cut(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(last_part) {
            Some(file_name) => posted.files.push(read_file(field, name, file_name).await?),
            None => {
                let bytes = field.bytes().await.map_err(|error| cut(&error))?;
                let text = String::from_utf8(bytes.to_vec())
                    .map_err(|_| (StatusCode::BAD_REQUEST, "error-not-utf8"))?;
                posted.pairs.push((name, text));
            }
        }
    }
    Ok(posted)
}

/// Why a form ended before its end: it was too large for the route, or it broke on the way.
fn cut(error: &MultipartError) -> Refused {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        (StatusCode::PAYLOAD_TOO_LARGE, "error-too-large")
    } else {
        (StatusCode::BAD_REQUEST, "error-broken-form")
    }
}

async fn read_file(
    mut field: axum::extract::multipart::Field<'_>,
    name: String,
    file_name: String,
) -> Result<File, Refused> {
    let mut contents = Vec::new();
    let mut too_large = false;
    while let Some(chunk) = field.chunk().await.map_err(|error| cut(&error))? {
        too_large |= contents.len() + chunk.len() > LARGEST_FILE;
        if !too_large {
            contents.extend_from_slice(&chunk);
        }
    }
    Ok(File {
        field: name,
        name: file_name,
        contents: contents.into(),
        too_large,
    })
}

/// A name without any path, whichever system it came from, and without control characters.
fn last_part(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|character| !character.is_control())
        .take(120)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_a_name_is_no_path() {
        assert_eq!(last_part("../../etc/passwd"), "passwd");
        assert_eq!(last_part("C:\\書類\\同意書.pdf"), "同意書.pdf");
        assert_eq!(last_part("a\nb.png"), "ab.png");
    }

    #[test]
    fn broken_text_is_refused_and_japanese_is_read() {
        assert!(pairs(b"name=%83%7D%83%82%83%8A").is_err());
        assert_eq!(
            pairs("name=%E5%AE%88%E3%82%8A".as_bytes()).unwrap(),
            [("name".to_owned(), "守り".to_owned())]
        );
        assert!(pairs(b"name=%EF%BF%BD").is_ok());
    }
}
