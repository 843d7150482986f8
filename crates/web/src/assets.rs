//! Style sheets, scripts and fonts, compiled in. Names carry a hash of the contents, so browsers may keep them for ever.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

#[derive(Embed)]
#[folder = "assets/"]
struct Files;

/// One asset that pages name.
struct Asset {
    name: String,
    media_type: &'static str,
    contents: Vec<u8>,
}

/// The style sheet in layers: what comes later wins, whatever its selectors weigh.
const LAYERS: [(&str, &str); 4] = [
    ("tokens", "vendor/tokens.css"),
    ("base", "css/base.css"),
    ("components", "css/components.css"),
    ("app", "css/app.css"),
];

static ASSETS: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    let mut style = String::from("@layer tokens, base, components, app;\n");
    for (layer, file) in LAYERS {
        style.push_str(&format!("@layer {layer} {{\n{}\n}}\n", text(file)));
    }
    let sources = [
        ("style", "css", "text/css; charset=utf-8", style.into_bytes()),
        (
            "fonts",
            "css",
            "text/css; charset=utf-8",
            text("vendor/fonts.css").into_bytes(),
        ),
        (
            "app",
            "js",
            "text/javascript; charset=utf-8",
            text("js/app.js").into_bytes(),
        ),
        (
            "htmx",
            "js",
            "text/javascript; charset=utf-8",
            text("vendor/htmx.min.js").into_bytes(),
        ),
    ];
    sources
        .into_iter()
        .map(|(key, ending, media_type, contents)| {
            let hash = hex::encode(&Sha256::digest(&contents)[..6]);
            (
                key,
                Asset {
                    name: format!("{key}.{hash}.{ending}"),
                    media_type,
                    contents,
                },
            )
        })
        .collect()
});

fn text(file: &str) -> String {
    Files::get(file)
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .unwrap_or_default()
}

/// The address of `style`, `fonts`, `app` or `htmx`.
pub fn address(key: &str) -> String {
    ASSETS
        .get(key)
        .map(|asset| format!("/assets/{}", asset.name))
        .unwrap_or_default()
}

/// `GET /assets/{*name}`
pub async fn serve(Path(name): Path<String>) -> Response {
    if let Some(asset) = ASSETS.values().find(|asset| asset.name == name) {
        return answer(asset.media_type, asset.contents.clone());
    }
    let font = name
        .strip_prefix("fonts/")
        .filter(|font| !font.contains(['/', '\\']) && font.ends_with(".woff2"));
    match font.and_then(|font| Files::get(&format!("vendor/fonts/{font}"))) {
        Some(file) => answer("font/woff2", file.data.into_owned()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(media_type: &'static str, contents: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, contents).into_response()
}
