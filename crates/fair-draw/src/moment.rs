//! Instants as the charter and the log write them.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant with the offset it was published in: RFC 3339, whole seconds, `2026-04-20T09:00:00+09:00` or with
/// `Z`. The text is kept as it was written, because hashes run over it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Moment {
    text: String,
    instant: Timestamp,
}

/// Text that is not RFC 3339 in whole seconds with an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a time such as 2026-04-20T09:00:00+09:00 (whole seconds, with offset)")]
pub struct NotAMoment;

impl Moment {
    /// Writes `instant` (cut to the second) in `offset` (cut to the minute).
    pub fn new(instant: Timestamp, offset: Offset) -> Self {
        let minutes = offset.seconds() / 60;
        let cut = Timestamp::from_second(instant.as_second()).unwrap_or(instant);
        let shown = Offset::from_seconds(minutes * 60).unwrap_or(Offset::UTC);
        let civil = shown.to_datetime(cut).strftime("%Y-%m-%dT%H:%M:%S");
        let zone = if minutes == 0 {
            "Z".to_owned()
        } else {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        };
        Self {
            text: format!("{civil}{zone}"),
            instant: cut,
        }
    }

    /// The instant itself.
    pub const fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The text as published.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        if !has_the_form(text.as_bytes()) {
            return Err(NotAMoment);
        }
        let instant = text.parse().map_err(|_| NotAMoment)?;
        Ok(Self {
            text: text.to_owned(),
            instant,
        })
    }
}

/// jiff reads more spellings than we publish (spaces, fractions, leap seconds): one spelling is enough here.
fn has_the_form(text: &[u8]) -> bool {
    let pattern: &[u8] = match text.len() {
        20 => b"dddd-dd-ddTdd:dd:ddZ",
        25 => b"dddd-dd-ddTdd:dd:dd+dd:dd",
        _ => return false,
    };
    let fits = text.iter().zip(pattern).all(|(byte, expected)| match expected {
        b'd' => byte.is_ascii_digit(),
        b'+' => matches!(byte, b'+' | b'-'),
        other => byte == other,
    });
    let offset_fits = text.len() == 20 || (&text[20..22] <= b"23".as_slice() && text[23] <= b'5');
    fits && &text[..4] != b"0000" && text[17] <= b'5' && offset_fits
}

impl fmt::Display for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
