//! What a certificate says of itself, for people who look for the appliance that shows it. Nothing here is believed:
//! whoever was refused may have written anything into it.

use rustls_pki_types::CertificateDer;
use serde::{Deserialize, Serialize};
use x509_parser::oid_registry::{
    OID_X509_COMMON_NAME, OID_X509_ORGANIZATION_NAME, OID_X509_ORGANIZATIONAL_UNIT, OID_X509_SERIALNUMBER,
};
use x509_parser::parse_x509_certificate;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use super::tls::fingerprint;
use crate::domain::directory::Fingerprint;

/// Characters of a subject that are kept.
const LONGEST: usize = 120;
/// Bytes of a serial number that are kept: RFC 5280 allows 20.
const NUMBER: usize = 20;

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
        let (subject, number) = match parse_x509_certificate(certificate) {
            Ok((_, read)) => (subject_in_words(read.subject()), digits(read.raw_serial())),
            Err(_) => Default::default(),
        };
        Self {
            subject,
            number,
            fingerprint: Fingerprint::from_digest(&fingerprint(certificate))
                .as_str()
                .to_owned(),
        }
    }
}

fn digits(number: &[u8]) -> String {
    let number = number.strip_prefix(&[0]).unwrap_or(number);
    let digits = number.iter().take(NUMBER).map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().join(":")
}

/// The names that people know a certificate by.
fn subject_in_words(subject: &X509Name<'_>) -> String {
    let known = [
        OID_X509_COMMON_NAME,
        OID_X509_SERIALNUMBER,
        OID_X509_ORGANIZATIONAL_UNIT,
        OID_X509_ORGANIZATION_NAME,
    ];
    let names: Vec<String> = known
        .iter()
        .flat_map(|oid| subject.iter_by_oid(oid))
        .filter_map(text)
        .collect();
    names.join(", ").chars().take(LONGEST).map(harmless).collect()
}

/// In any of the encodings that X.520 allows and somebody still uses.
fn text(name: &AttributeTypeAndValue<'_>) -> Option<String> {
    let text = name.as_str().map(str::to_owned).ok();
    text.or_else(|| Some(name.attr_value().clone().bmpstring().ok()?.string()))
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
