//! Japanese fonts of the machine: looked for once, read only when a document needs them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use typst::text::FontInfo;
use typst_kit::fonts::{FontPath, FontStore, scan};

/// Where fonts are looked for, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontOptions {
    /// Folders, searched with all they hold, in order, until a family is found.
    pub folders: Vec<PathBuf>,
    /// Families, the best first. Each must hold Japanese.
    pub families: Vec<String>,
}

impl Default for FontOptions {
    /// Noto Sans CJK JP as Debian installs it, then the usual Japanese sans-serif families anywhere.
    fn default() -> Self {
        let families = [
            "Noto Sans CJK JP",
            "Noto Sans JP",
            "BIZ UDPGothic",
            "BIZ UDGothic",
            "IPAexGothic",
            "IPAPGothic",
            "IPAGothic",
        ];
        Self {
            folders: vec!["/usr/share/fonts/opentype/noto".into(), "/usr/share/fonts".into()],
            families: families.map(str::to_owned).to_vec(),
        }
    }
}

/// Why no document can be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// None of the families is there.
    #[error(
        "no Japanese font found in {}; install the Debian package {package} (apt-get install {package}) \
         or name a folder that holds one of: {}",
        .folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", "),
        .families.join(", ")
    )]
    NoJapaneseFont {
        /// Folders that were searched.
        folders: Vec<PathBuf>,
        /// Families that would do.
        families: Vec<String>,
        /// The package that brings one.
        package: &'static str,
    },
}

/// The faces of one family.
pub(crate) struct Faces {
    /// The family's name.
    pub(crate) family: String,
    /// Its faces; each file is read when a document first uses it.
    pub(crate) store: FontStore,
}

impl Faces {
    /// The best family of the first folder that has any.
    pub(crate) fn find(options: &FontOptions) -> Result<Self, FontError> {
        for folder in &options.folders {
            let found: Vec<(FontPath, FontInfo)> = scan(folder).collect();
            let names: BTreeSet<&str> = found.iter().map(|(_, info)| info.family.as_str()).collect();
            let best = options
                .families
                .iter()
                .find(|family| names.contains(family.as_str()))
                .cloned();
            if let Some(family) = best {
                return Ok(Self::of(family, found));
            }
        }
        Err(FontError::NoJapaneseFont {
            folders: options.folders.clone(),
            families: options.families.clone(),
            package: "fonts-noto-cjk",
        })
    }

    /// Only this family's faces: with nothing else to fall back on, no other 20-MB collection is ever read.
    fn of(family: String, found: Vec<(FontPath, FontInfo)>) -> Self {
        let mut store = FontStore::new();
        store.extend(found.into_iter().filter(|(_, info)| info.family == family));
        Self { family, store }
    }

    /// Whether every face has a glyph for the character, so that it can stand in any weight.
    pub(crate) fn shows(&self, character: char) -> bool {
        let book = self.store.book();
        (0..)
            .map_while(|index| book.info(index))
            .all(|info| info.coverage.contains(u32::from(character)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_font_the_error_names_the_package_and_the_folders() {
        let empty = tempfile::tempdir().unwrap();
        let options = FontOptions {
            folders: vec![empty.path().to_owned()],
            ..FontOptions::default()
        };
        let error = Faces::find(&options).err().unwrap().to_string();
        assert!(error.contains("fonts-noto-cjk"), "{error}");
        assert!(error.contains(&empty.path().display().to_string()), "{error}");
    }
}
