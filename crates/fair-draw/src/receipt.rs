//! What an applicant holds, and the label it stands behind.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::charter::is_plain;
use crate::digest::{Digest, NotADigest, lower_hex};

/// The public stand-in for an applicant: SHA-256 over draw id, receipt, frame and salt. Ordered as its hex text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(Digest);

impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl FromStr for Label {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        text.parse().map(Self)
    }
}

/// `hex(SHA-256("draw-v1|entry|" draw_id "|" receipt "|" frame "|" salt))`, the salt as 32 lower-case hex digits.
pub fn label(draw_id: &str, receipt: &str, frame: &str, salt: &str) -> Label {
    let preimage = format!("draw-v1|entry|{draw_id}|{receipt}|{frame}|{salt}");
    Label(Digest::of(preimage.as_bytes()))
}

/// What an accepted applicant is given and keeps private.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The draw it is for.
    pub draw_id: String,
    /// Receipt number.
    pub receipt: String,
    /// The applicant's frame.
    pub frame: String,
    /// 128 random bits as 32 lower-case hex digits; keeps others from guessing who stands behind a label.
    pub salt: String,
    /// The label published in the list.
    pub label: Label,
}

/// Why a receipt is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ReceiptError {
    #[error("the receipt cannot be read: {message}")]
    ReceiptNotJson { message: String },
    #[error("the receipt's {field} is empty or holds a character it must not")]
    ReceiptField { field: String },
    #[error("the receipt's label does not follow from its other parts")]
    ReceiptLabel,
    #[error("the receipt is for draw {found:?}, this bundle is draw {expected:?}")]
    OtherDraw { expected: String, found: String },
    #[error("the receipt's label is not in the list of entries")]
    NotListed,
}

impl Receipt {
    /// Makes the receipt of an applicant; `salt` is fresh randomness of the caller.
    ///
    /// # Errors
    /// [`ReceiptError::ReceiptField`] when a part is empty or could be mistaken for another in the preimage.
    pub fn issue(draw_id: &str, receipt: &str, frame: &str, salt: [u8; 16]) -> Result<Self, ReceiptError> {
        let salt = hex::encode(salt);
        let issued = Self {
            draw_id: draw_id.to_owned(),
            receipt: receipt.to_owned(),
            frame: frame.to_owned(),
            label: label(draw_id, receipt, frame, &salt),
            salt,
        };
        issued.check()?;
        Ok(issued)
    }

    /// Reads a receipt's JSON; white space around it does not matter. Checks it as [`Receipt::check`] does.
    ///
    /// # Errors
    /// [`ReceiptError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let receipt: Self = serde_json::from_slice(bytes).map_err(|error| ReceiptError::ReceiptNotJson {
            message: error.to_string(),
        })?;
        receipt.check()?;
        Ok(receipt)
    }

    /// Checks that the parts are well-formed and that the label follows from them.
    ///
    /// # Errors
    /// [`ReceiptError::ReceiptField`] or [`ReceiptError::ReceiptLabel`].
    pub fn check(&self) -> Result<(), ReceiptError> {
        let parts = [
            ("draw_id", &self.draw_id),
            ("receipt", &self.receipt),
            ("frame", &self.frame),
        ];
        let unfit = parts
            .into_iter()
            .find(|(_, text)| !is_plain(text))
            .map(|(field, _)| field);
        let unfit = unfit.or(lower_hex::<16>(&self.salt).is_none().then_some("salt"));
        if let Some(field) = unfit {
            return Err(ReceiptError::ReceiptField {
                field: field.to_owned(),
            });
        }
        if label(&self.draw_id, &self.receipt, &self.frame, &self.salt) != self.label {
            return Err(ReceiptError::ReceiptLabel);
        }
        Ok(())
    }
}
