//! Style sheets, scripts and fonts, compiled in. Addresses carry a hash of the contents, so browsers may keep them for
//! ever; whoever asks again all the same is told that nothing changed.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::Embed;
use sha2::{Digest, Sha256};

#[derive(Embed)]
#[folder = "assets/"]
struct Files;

/// One asset that pages name.
struct Asset {
    name: String,
    tag: String,
    media_type: &'static str,
    plain: Bytes,
    gzip: Bytes,
}

/// The style sheet in layers: what comes later wins, whatever its selectors weigh.
const LAYERS: [(&str, &str); 6] = [
    ("tokens", "vendor/tokens.css"),
    ("base", "css/base.css"),
    ("components", "css/components.css"),
    ("components", "css/forms.css"),
    ("app", "css/app.css"),
    ("app", "css/print.css"),
];

static ASSETS: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    let mut style = String::from("@layer tokens, base, components, app;\n");
    for (layer, file) in LAYERS {
        let _ = writeln!(style, "@layer {layer} {{\n{}\n}}", text(file));
    }
    let fonts = text("vendor/fonts.css").replace("/assets/fonts/", &format!("/assets/fonts/{}/", *FONTS));
    let sources = [
        ("style", "css", "text/css; charset=utf-8", style),
        ("fonts", "css", "text/css; charset=utf-8", fonts),
        ("app", "js", "text/javascript; charset=utf-8", text("js/app.js")),
        (
            "htmx",
            "js",
            "text/javascript; charset=utf-8",
            text("vendor/htmx.min.js"),
        ),
        ("icon", "svg", "image/svg+xml", text("icon.svg")),
    ];
    let assets = sources.into_iter().map(|(key, ending, media_type, contents)| {
        let tag = short_hash(contents.as_bytes());
        let name = format!("{key}.{tag}.{ending}");
        let gzip = gzip(contents.as_bytes());
        (
            key,
            Asset {
                name,
                tag,
                media_type,
                plain: contents.into(),
                gzip,
            },
        )
    });
    assets.collect()
});

/// Stands for the contents of all font files: another edition of the fonts has other addresses.
static FONTS: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter()
        .filter(|name| name.starts_with("vendor/fonts/"))
        .collect();
    names.sort_unstable();
    let mut hash = Sha256::new();
    for file in names.iter().filter_map(|name| Files::get(name)) {
        hash.update(file.metadata.sha256_hash());
    }
    hex::encode(&hash.finalize()[..6])
});

fn text(file: &str) -> String {
    let found = Files::get(file).expect("the files named here are compiled in");
    String::from_utf8_lossy(&found.data).into_owned()
}

fn short_hash(contents: &[u8]) -> String {
    hex::encode(&Sha256::digest(contents)[..6])
}

fn gzip(contents: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(contents).and_then(|()| encoder.finish());
    written.map(Bytes::from).expect("writing into memory cannot fail")
}

/// The address of `style`, `fonts`, `app`, `htmx` or `icon`.
pub fn address(key: &str) -> String {
    ASSETS
        .get(key)
        .map(|asset| format!("/assets/{}", asset.name))
        .unwrap_or_default()
}

/// `GET /assets/{*name}`
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    if let Some(asset) = ASSETS.values().find(|asset| asset.name == name) {
        return answer_asset(asset, &headers);
    }
    let font = name
        .strip_prefix("fonts/")
        .and_then(|rest| rest.strip_prefix(FONTS.as_str()));
    let font = font.and_then(|rest| rest.strip_prefix('/'));
    let font = font.filter(|font| !font.contains(['/', '\\']) && font.ends_with(".woff2"));
    match font.and_then(|font| Files::get(&format!("vendor/fonts/{font}"))) {
        Some(_) if is_known(&headers, &FONTS) => (StatusCode::NOT_MODIFIED, caching(&FONTS)).into_response(),
        Some(file) => {
            let kind = [(header::CONTENT_TYPE, "font/woff2")];
            (caching(&FONTS), kind, file.data.into_owned()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer_asset(asset: &Asset, headers: &HeaderMap) -> Response {
    if is_known(headers, &asset.tag) {
        return (StatusCode::NOT_MODIFIED, caching(&asset.tag)).into_response();
    }
    let kind = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::VARY, "accept-encoding"),
    ];
    if takes_gzip(headers) {
        let encoding = [(header::CONTENT_ENCODING, "gzip")];
        return (caching(&asset.tag), kind, encoding, asset.gzip.clone()).into_response();
    }
    (caching(&asset.tag), kind, asset.plain.clone()).into_response()
}

fn caching(tag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        headers.insert(header::ETAG, tag);
    }
    headers
}

/// Whether the browser has this edition already (RFC 9110, 13.1.2: weak comparison).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    known
        .split(',')
        .any(|known| known.trim().trim_start_matches("W/").trim_matches('"') == tag)
}

/// Whether the browser takes gzip (and does not forbid it by `q=0`).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight
            .trim()
            .strip_prefix("q=")
            .is_some_and(|weight| weight.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn every_asset_is_there() {
        for key in ["style", "fonts", "app", "htmx", "icon"] {
            let asset = &ASSETS[key];
            assert!(asset.plain.len() > 200, "{key} is empty");
            assert!(asset.gzip.len() < asset.plain.len(), "{key} did not get smaller");
        }
        for (_, file) in LAYERS {
            assert!(Files::get(file).is_some(), "{file} is missing");
        }
    }

    /// A strict content policy forbids what would load from elsewhere.
    #[test]
    fn styles_load_nothing_from_elsewhere() {
        for key in ["style", "fonts"] {
            let css = String::from_utf8(ASSETS[key].plain.to_vec()).unwrap();
            assert!(!css.contains("@import"), "{key}");
            for address in css
                .split("url(")
                .skip(1)
                .map(|rest| rest.trim_start_matches(['"', '\'']))
            {
                let ours = ["data:image/svg+xml,", "/assets/fonts/"]
                    .iter()
                    .any(|start| address.starts_with(start));
                assert!(ours, "{key}: {}", &address[..40]);
            }
        }
    }

    #[test]
    fn encodings_and_tags_are_understood() {
        assert!(takes_gzip(&headers(header::ACCEPT_ENCODING, "br, gzip;q=0.8")));
        assert!(!takes_gzip(&headers(header::ACCEPT_ENCODING, "gzip;q=0, br")));
        assert!(!takes_gzip(&HeaderMap::new()));
        assert!(is_known(&headers(header::IF_NONE_MATCH, r#""a", W/"b""#), "b"));
        assert!(!is_known(&headers(header::IF_NONE_MATCH, r#""a""#), "b"));
    }
}
