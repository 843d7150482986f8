//! Whose log a line is: from what a device proves about itself to the company it stood at when the line was received.
//!
//! The identity of a device is its client certificate or its serial number, never its address alone. The directory is a
//! snapshot; the collector loads a new one when devices move.

use std::collections::HashMap;

use contracts::ids::{CompanyId, DeviceId, InstallationId};
use jiff::Timestamp;

use super::device::{Format, Serial};

/// A device at a company: the lines of this time are the company's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Whose lines.
    pub company: CompanyId,
    /// Under which installation.
    pub installation: InstallationId,
    /// First instant.
    pub from: Timestamp,
    /// First instant after it; `None` while it stands there.
    pub to: Option<Timestamp>,
}

impl Stay {
    fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// What is known of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The device.
    pub device: DeviceId,
    /// Its serial number.
    pub serial: Serial,
    /// The zone its clock stands in (IANA), for lines that do not say it.
    pub zone: String,
    /// The format of its lines; [`Format::Auto`] finds out.
    pub format: Format,
    /// Where it stood, in the order of time, without overlaps.
    pub stays: Vec<Stay>,
}

impl Known {
    /// Where it stood at `at`; `None` in stock, on the way, in repair.
    pub fn stay_at(&self, at: Timestamp) -> Option<&Stay> {
        let begun = self.stays.partition_point(|stay| stay.from <= at);
        self.stays[..begun].last().filter(|stay| stay.holds(at))
    }

    /// Whose lines those of `at` are.
    pub fn company_at(&self, at: Timestamp) -> Option<CompanyId> {
        Some(self.stay_at(at)?.company)
    }
}

/// A certificate's SHA-256 over its DER, in lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// From the digest.
    pub fn from_digest(digest: &[u8; 32]) -> Self {
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// From 64 hexadecimal digits of either case, with or without colons.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|character| *character != ':').collect();
        let is_digest = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_digest.then(|| Self(digits.to_ascii_lowercase()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A certificate that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// To which device.
    pub device: DeviceId,
    /// Not before.
    pub issued_at: Timestamp,
    /// First instant at which it is refused.
    pub expires_at: Timestamp,
    /// Refused from this instant on.
    pub revoked_at: Option<Timestamp>,
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Stranger {
    /// No device has this certificate or serial number.
    #[error("no device of the records")]
    Unknown,
    /// The certificate is not valid yet.
    #[error("the certificate is not valid yet")]
    Early,
    /// The certificate has expired.
    #[error("the certificate has expired")]
    Expired,
    /// The certificate was revoked.
    #[error("the certificate was revoked")]
    Revoked,
}

/// All devices of the records at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    devices: HashMap<DeviceId, Known>,
    by_serial: HashMap<Serial, DeviceId>,
    by_fingerprint: HashMap<Fingerprint, Issued>,
}

impl Directory {
    /// From the records. Stays are put in the order of time.
    pub fn new(
        devices: impl IntoIterator<Item = Known>,
        certificates: impl IntoIterator<Item = (Fingerprint, Issued)>,
    ) -> Self {
        let devices: HashMap<DeviceId, Known> = devices
            .into_iter()
            .map(|mut known| {
                known.stays.sort_by_key(|stay| stay.from);
                (known.device, known)
            })
            .collect();
        Self {
            by_serial: devices
                .values()
                .map(|known| (known.serial.clone(), known.device))
                .collect(),
            by_fingerprint: certificates.into_iter().collect(),
            devices,
        }
    }

    /// The same, but for the format of one device's lines.
    #[must_use]
    pub fn with_format(mut self, device: DeviceId, format: Format) -> Self {
        if let Some(known) = self.devices.get_mut(&device) {
            known.format = format;
        }
        self
    }

    /// The device that shows a certificate at `now`.
    pub fn by_fingerprint(&self, fingerprint: &Fingerprint, now: Timestamp) -> Result<&Known, Stranger> {
        let issued = self.by_fingerprint.get(fingerprint).ok_or(Stranger::Unknown)?;
        if issued.revoked_at.is_some_and(|revoked| revoked <= now) {
            return Err(Stranger::Revoked);
        }
        if now < issued.issued_at {
            return Err(Stranger::Early);
        }
        if issued.expires_at <= now {
            return Err(Stranger::Expired);
        }
        self.device(issued.device).ok_or(Stranger::Unknown)
    }

    /// The device that names a serial number, as written in its lines.
    pub fn by_serial(&self, serial: &str) -> Result<&Known, Stranger> {
        // Nearly always it is written as it is compared, and then it need not be brought into that form.
        let device = match self.by_serial.get(serial) {
            Some(device) => device,
            None => Serial::parse(serial)
                .and_then(|serial| self.by_serial.get(&serial))
                .ok_or(Stranger::Unknown)?,
        };
        self.device(*device).ok_or(Stranger::Unknown)
    }

    /// The device with an id.
    pub fn device(&self, device: DeviceId) -> Option<&Known> {
        self.devices.get(&device)
    }

    /// All devices, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Known> {
        self.devices.values()
    }

    /// How many devices there are.
    pub fn len(&self) -> usize {
        self.devices.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.devices.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour)
    }

    fn stay(company: u128, from: i64, to: Option<i64>) -> Stay {
        Stay {
            company: CompanyId(Uuid::from_u128(company)),
            installation: InstallationId(Uuid::from_u128(company)),
            from: at(from),
            to: to.map(at),
        }
    }

    fn known(stays: Vec<Stay>) -> Known {
        Known {
            device: DeviceId(Uuid::from_u128(1)),
            serial: Serial::parse("UTM60-0001").unwrap(),
            zone: "Asia/Tokyo".to_owned(),
            format: Format::Auto,
            stays,
        }
    }

    fn directory(stays: Vec<Stay>, revoked: Option<i64>) -> (Directory, Fingerprint) {
        let fingerprint = Fingerprint::from_digest(&[7; 32]);
        let issued = Issued {
            device: DeviceId(Uuid::from_u128(1)),
            issued_at: at(5),
            expires_at: at(100),
            revoked_at: revoked.map(at),
        };
        let directory = Directory::new([known(stays)], [(fingerprint.clone(), issued)]);
        (directory, fingerprint)
    }

    #[test]
    fn a_device_that_moved_has_two_companies_each_in_its_time() {
        let (directory, fingerprint) = directory(vec![stay(2, 40, None), stay(1, 10, Some(30))], None);
        let device = directory.by_fingerprint(&fingerprint, at(50)).unwrap();
        let company = |hour| device.company_at(at(hour)).map(|company| company.0.as_u128());
        assert_eq!(company(9), None);
        assert_eq!(company(10), Some(1));
        assert_eq!(company(29), Some(1));
        assert_eq!(company(30), None, "on the way between two companies");
        assert_eq!(company(40), Some(2));
        assert_eq!(company(4000), Some(2));
    }

    #[test]
    fn a_certificate_is_good_in_its_time_and_until_it_is_revoked() {
        let (directory, fingerprint) = directory(Vec::new(), Some(60));
        let asked = |hour| {
            directory
                .by_fingerprint(&fingerprint, at(hour))
                .map(|known| known.device.0.as_u128())
        };
        assert_eq!(asked(4), Err(Stranger::Early));
        assert_eq!(asked(5), Ok(1));
        assert_eq!(asked(59), Ok(1));
        assert_eq!(asked(60), Err(Stranger::Revoked));
        assert_eq!(asked(200), Err(Stranger::Revoked));
        let other = Fingerprint::from_digest(&[8; 32]);
        assert_eq!(directory.by_fingerprint(&other, at(50)), Err(Stranger::Unknown));
    }

    #[test]
    fn an_expired_certificate_is_refused() {
        let (directory, fingerprint) = directory(Vec::new(), None);
        assert!(directory.by_fingerprint(&fingerprint, at(99)).is_ok());
        assert_eq!(
            directory.by_fingerprint(&fingerprint, at(100)),
            Err(Stranger::Expired)
        );
    }

    #[test]
    fn a_serial_number_is_found_however_it_is_written() {
        let (directory, _) = directory(Vec::new(), None);
        for written in ["UTM60-0001", "utm60-0001", "  ＵＴＭ６０-0001 "] {
            assert!(directory.by_serial(written).is_ok(), "{written}");
        }
        for written in ["", "UTM60-0002", "192.0.2.1"] {
            assert_eq!(directory.by_serial(written), Err(Stranger::Unknown), "{written}");
        }
    }

    #[test]
    fn a_fingerprint_reads_as_tools_print_it() {
        let plain = "AB".repeat(32);
        let colons = vec!["ab"; 32].join(":");
        assert_eq!(Fingerprint::parse(&plain), Fingerprint::parse(&colons));
        assert_eq!(Fingerprint::parse(&plain[1..]), None);
        assert_eq!(Fingerprint::parse(&"zz".repeat(32)), None);
    }

    proptest! {
        /// Whatever the order in which stays are read: a line belongs to the stay around its time, or to nobody.
        #[test]
        fn every_instant_has_at_most_one_company(
            lengths in prop::collection::vec((1i64..50, 0i64..20), 1..12),
            order in any::<u64>(),
            hour in -10i64..900,
        ) {
            let mut from = 0;
            let mut stays = Vec::new();
            for (number, (length, gap)) in lengths.iter().enumerate() {
                stays.push(stay(number as u128, from, Some(from + length)));
                from += length + gap;
            }
            let expected = stays.iter().find(|stay| stay.holds(at(hour))).copied();
            let turn = usize::try_from(order % stays.len() as u64).unwrap();
            stays.rotate_left(turn);
            let (directory, _) = directory(stays, None);
            let device = directory.by_serial("UTM60-0001").unwrap();
            prop_assert_eq!(device.stay_at(at(hour)).copied(), expected);
        }
    }
}
