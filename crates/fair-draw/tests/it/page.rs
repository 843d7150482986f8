//! The stand-alone page is what its sources say.

use std::ffi::OsStr;
use std::path::Path;

use fair_draw::{Digest, VERIFIER_CSP, VERIFIER_HTML};

/// The build writes the hash of its sources into the page.
#[test]
fn the_page_was_built_from_its_sources() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("verifier");
    let mut files = vec![folder.join("build.mjs")];
    for part in ["src", "vendor"] {
        files.extend(
            std::fs::read_dir(folder.join(part))
                .unwrap()
                .map(|entry| entry.unwrap().path()),
        );
    }
    let is_source = |extension: &OsStr| {
        ["js", "mjs", "css", "html"]
            .iter()
            .any(|known| extension == *known)
    };
    files.retain(|path| path.extension().is_some_and(is_source));
    files.sort();
    let hashes: String = files
        .iter()
        .map(|path| Digest::of(&std::fs::read(path).unwrap()).to_string())
        .collect();
    let sources = format!("sources {}", Digest::of(hashes.as_bytes()));
    assert!(VERIFIER_HTML.contains(&sources), "run `node verifier/build.mjs`");
}

#[test]
fn the_page_stands_alone() {
    for word in [
        "http-equiv=\"Content-Security-Policy\"",
        "lang=\"ja\"",
        VERIFIER_CSP.trim(),
    ] {
        assert!(VERIFIER_HTML.contains(word), "{word}");
    }
    for word in [
        "eval(",
        "new Function",
        "src=",
        "@import",
        "fetch(",
        "XMLHttpRequest",
        "\r",
    ] {
        assert!(!VERIFIER_HTML.contains(word), "{word}");
    }
    assert!(!VERIFIER_CSP.contains("unsafe"));
}
