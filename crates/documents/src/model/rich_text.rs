//! Text with bold runs and links.

use serde::Serialize;

/// A piece of text of one kind. A line feed in it breaks the line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The text as it stands.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Address it leads to: web, mail or telephone. Any other is shown as plain text.
    pub link: Option<String>,
}

/// Text made of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RichText {
    /// The runs in order.
    pub runs: Vec<Run>,
}

impl RichText {
    /// Empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// With plain text added.
    #[must_use]
    pub fn plain(self, text: impl Into<String>) -> Self {
        self.with(Run {
            text: text.into(),
            ..Run::default()
        })
    }

    /// With bold text added.
    #[must_use]
    pub fn bold(self, text: impl Into<String>) -> Self {
        self.with(Run {
            text: text.into(),
            bold: true,
            link: None,
        })
    }

    /// With a link added.
    #[must_use]
    pub fn link(self, text: impl Into<String>, address: impl Into<String>) -> Self {
        self.with(Run {
            text: text.into(),
            bold: false,
            link: Some(address.into()),
        })
    }

    /// An address that shows itself.
    pub fn address(address: &str) -> Self {
        Self::new().link(address, address)
    }

    /// With a run added.
    #[must_use]
    pub fn with(mut self, run: Run) -> Self {
        self.runs.push(run);
        self
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.text.is_empty())
    }

    /// The bare text.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Takes `prefix` and white space after it from the start; false, and nothing taken, if it does not stand there.
    pub fn strip_prefix(&mut self, prefix: &str) -> bool {
        let Some(first) = self.runs.first_mut() else {
            return false;
        };
        let Some(rest) = first.text.strip_prefix(prefix) else {
            return false;
        };
        first.text = rest.trim_start().to_owned();
        true
    }
}

impl From<&str> for RichText {
    fn from(text: &str) -> Self {
        Self::new().plain(text)
    }
}

impl From<String> for RichText {
    fn from(text: String) -> Self {
        Self::new().plain(text)
    }
}

impl From<&String> for RichText {
    fn from(text: &String) -> Self {
        Self::new().plain(text)
    }
}

/// Whether an address may become a link: web, mail, telephone. Nothing that runs.
pub fn is_safe_link(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.len() > scheme.len() && lower.starts_with(scheme))
}
