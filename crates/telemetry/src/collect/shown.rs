//! What a certificate says of itself, for people who look for the appliance that shows it. Nothing here is believed:
//! whoever was refused may have written anything into it.

use rustls_pki_types::CertificateDer;
use serde::{Deserialize, Serialize};

use super::tls::fingerprint;
use crate::domain::directory::Fingerprint;

/// Characters of a subject that are kept.
const LONGEST: usize = 120;
/// Bytes of a serial number that are kept: RFC 5280 allows 20.
const NUMBER: usize = 20;
/// Tags of DER.
const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT_ID: u8 = 0x06;
const BMP_STRING: u8 = 0x1E;
const VERSION: u8 = 0xA0;
/// Names that people know a certificate by, in the order in which they are said: common name, serial number of a device,
/// unit, organisation (X.520, 2.5.4.x).
const NAMES: [[u8; 3]; 4] = [
    [0x55, 0x04, 0x03],
    [0x55, 0x04, 0x05],
    [0x55, 0x04, 0x0B],
    [0x55, 0x04, 0x0A],
];

/// A certificate that was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Whose it is, as it says. Empty if it names nothing that is known.
    pub subject: String,
    /// Its serial number, hexadecimal with colons. Empty if it does not read.
    pub number: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub fingerprint: String,
}

impl Shown {
    /// Reads a certificate; what does not read stays empty.
    pub fn of(certificate: &CertificateDer<'_>) -> Self {
        let (number, subject) = read(certificate).unwrap_or_default();
        let number = number.strip_prefix(&[0]).unwrap_or(number);
        let digits: Vec<String> = number
            .iter()
            .take(NUMBER)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            subject: subject_in_words(subject),
            number: digits.join(":"),
            fingerprint: Fingerprint::from_digest(&fingerprint(certificate))
                .as_str()
                .to_owned(),
        }
    }
}

/// Serial number and subject within a certificate (RFC 5280 4.1).
fn read(certificate: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut outer = certificate;
    let mut whole = of(SEQUENCE, &mut outer)?;
    let mut signed = of(SEQUENCE, &mut whole)?;
    let (mut tag, mut content) = next(&mut signed)?;
    if tag == VERSION {
        (tag, content) = next(&mut signed)?;
    }
    for _algorithm_issuer_validity in 0..3 {
        next(&mut signed)?;
    }
    let subject = of(SEQUENCE, &mut signed)?;
    (tag == INTEGER).then_some((content, subject))
}

/// The next value and its tag. Only what DER allows here: tags of one byte, lengths that are known.
fn next<'b>(rest: &mut &'b [u8]) -> Option<(u8, &'b [u8])> {
    let ([tag, first], mut after) = rest.split_first_chunk::<2>()?;
    let mut length = usize::from(*first);
    if length >= 0x80 {
        let (bytes, behind) = after.split_at_checked(length - 0x80)?;
        if !(1..=4).contains(&bytes.len()) {
            return None;
        }
        length = bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        after = behind;
    }
    let (content, behind) = after.split_at_checked(length)?;
    *rest = behind;
    Some((*tag, content))
}

/// The next value, if it has this tag.
fn of<'b>(expected: u8, rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (tag, content) = next(rest)?;
    (tag == expected).then_some(content)
}

fn subject_in_words(mut subject: &[u8]) -> String {
    let mut found: Vec<(usize, String)> = Vec::new();
    while let Some(mut set) = of(SET, &mut subject) {
        while let Some(mut pair) = of(SEQUENCE, &mut set) {
            let name = of(OBJECT_ID, &mut pair);
            let place = NAMES.iter().position(|known| Some(&known[..]) == name);
            if let (Some(place), Some((tag, value))) = (place, next(&mut pair)) {
                found.push((place, text(tag, value)));
            }
        }
    }
    found.sort();
    let names: Vec<String> = found.into_iter().map(|(_, text)| text).collect();
    names.join(", ").chars().take(LONGEST).map(harmless).collect()
}

fn text(tag: u8, value: &[u8]) -> String {
    if tag != BMP_STRING {
        return String::from_utf8_lossy(value).into_owned();
    }
    let (pairs, _odd) = value.as_chunks::<2>();
    let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Nothing that ends a line, turns the direction of writing or is no text.
fn harmless(character: char) -> char {
    let turns =
        matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if character.is_control() || turns {
        char::REPLACEMENT_CHARACTER
    } else {
        character
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CertificateParams, DnType, KeyPair, SerialNumber};

    use super::*;

    fn made(names: &[(DnType, &str)], number: &[u8]) -> CertificateDer<'static> {
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        for (kind, name) in names {
            params.distinguished_name.push(kind.clone(), *name);
        }
        params.serial_number = Some(SerialNumber::from_slice(number));
        let key = KeyPair::generate().unwrap();
        params.self_signed(&key).unwrap().der().clone()
    }

    #[test]
    fn a_certificate_says_its_names_and_its_number() {
        let names = [
            (DnType::OrganizationName, "株式会社よそ"),
            (DnType::CommonName, "UTM-0099"),
            (DnType::CountryName, "JP"),
        ];
        let shown = Shown::of(&made(&names, &[0x8A, 0x01, 0xFF]));
        assert_eq!(shown.subject, "UTM-0099, 株式会社よそ");
        assert_eq!(shown.number, "8a:01:ff");
        assert_eq!(shown.fingerprint.len(), 64);
    }

    #[test]
    fn what_turns_a_line_around_or_is_endless_does_no_harm() {
        let long = "長".repeat(500);
        for (name, expected) in [
            ("a\u{202E}b\nc", "a\u{FFFD}b\u{FFFD}c"),
            (long.as_str(), &long[..LONGEST * 3]),
            ("", ""),
        ] {
            let shown = Shown::of(&made(&[(DnType::CommonName, name)], &[1]));
            assert_eq!(shown.subject, expected);
        }
        assert_eq!(Shown::of(&CertificateDer::from(vec![0x30])).number, "");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0usize..400, flip in any::<u8>()) {
            Shown::of(&CertificateDer::from(bytes));
            let mut real = made(&[(DnType::CommonName, "UTM-0001")], &[5]).to_vec();
            let place = cut % real.len();
            real[place] ^= flip;
            Shown::of(&CertificateDer::from(real.clone()));
            real.truncate(cut);
            Shown::of(&CertificateDer::from(real));
        }
    }
}
