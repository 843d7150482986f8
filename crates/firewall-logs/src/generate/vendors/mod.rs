//! The shapes of the vendors: one file each, from a record to a line.

mod fortigate;
mod panos;
mod sonicwall;
mod sophos;
mod suricata;

use super::DeviceSpec;
use super::addresses::Company;
use super::dice::chosen;
use super::put::{Put as _, WallTime, zone};
use super::record::{Outcome, Record};
use super::world::label_of;

/// A vendor whose lines can be generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vendor {
    /// Fortinet FortiGate, FortiOS 7.
    FortiGate,
    /// Sophos Firewall (SFOS 19).
    Sophos,
    /// Palo Alto Networks PAN-OS 10.
    PanOs,
    /// SonicWall SonicOS 7.
    SonicWall,
    /// Suricata 7, EVE.
    Suricata,
}

impl Vendor {
    /// All vendors.
    pub const ALL: [Self; 5] = [
        Self::FortiGate,
        Self::Sophos,
        Self::PanOs,
        Self::SonicWall,
        Self::Suricata,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FortiGate => "fortigate",
            Self::Sophos => "sophos",
            Self::PanOs => "panos",
            Self::SonicWall => "sonicwall",
            Self::Suricata => "suricata",
        }
    }

    /// The vendor of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vendor| vendor.name() == name)
    }

    /// The format that its lines have.
    pub const fn format(self) -> crate::Format {
        match self {
            Self::FortiGate => crate::Format::FortiGate,
            Self::Sophos => crate::Format::Sophos,
            Self::PanOs => crate::Format::PanOs,
            Self::SonicWall => crate::Format::SonicWall,
            Self::Suricata => crate::Format::Suricata,
        }
    }

    /// A serial number in its shape.
    pub(super) fn serial(self, number: usize) -> String {
        match self {
            Self::FortiGate => format!("FGT60FTK{:08}", 26_000_000 + number),
            Self::Sophos => format!("X11500{number:04}ABCDE"),
            Self::PanOs => format!("0128010{number:05}"),
            Self::SonicWall => format!("0040103C{number:04X}"),
            Self::Suricata => format!("sensor-{number:04}"),
        }
    }
}

/// What stands before each line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Header {
    /// Nothing.
    Body,
    /// What the product sends unless told otherwise: a priority, with some vendors time and host (RFC 3164).
    #[default]
    Syslog,
    /// The header of RFC 5424.
    Rfc5424,
}

/// Numberings of a device, at most.
pub(super) const NUMBERINGS: usize = panos::NUMBERINGS;

/// In which numbering of its device a line stands: most vendors have one.
pub(super) fn numbering(vendor: Vendor, record: &Record) -> usize {
    match vendor {
        Vendor::PanOs => panos::numbering(record),
        _ => 0,
    }
}

/// Who writes a line.
pub(super) struct Sender<'s> {
    pub(super) spec: &'s DeviceSpec,
    pub(super) company: &'s Company,
    pub(super) sequence: u64,
}

impl Sender<'_> {
    /// The device's clock.
    fn wall(&self, record: &Record) -> WallTime {
        WallTime::at(record.at, self.spec.offset)
    }
}

/// Writes a line with its header.
pub(super) fn write(out: &mut Vec<u8>, header: Header, sender: &Sender<'_>, record: &Record) {
    let wall = sender.wall(record);
    let severity = match record.outcome {
        Outcome::Passed => 6,
        Outcome::Blocked => 5,
        Outcome::Detected => 4,
    };
    // Facility local7 for the appliances, local0 for the sensor.
    let priority = severity
        + if sender.spec.vendor == Vendor::Suricata {
            16 * 8
        } else {
            23 * 8
        };
    match header {
        Header::Body => {}
        Header::Syslog => {
            out.put("<").number(priority).put(">");
            if matches!(sender.spec.vendor, Vendor::PanOs | Vendor::Suricata) {
                wall.bsd(out);
                out.put(" ").put(&sender.spec.name);
                let tag = if sender.spec.vendor == Vendor::Suricata {
                    " suricata[1187]: "
                } else {
                    " "
                };
                out.put(tag);
            }
        }
        Header::Rfc5424 => {
            out.put("<").number(priority).put(">1 ");
            iso(out, wall, sender.spec.offset);
            out.put(" ")
                .put(&sender.spec.name)
                .put(" ")
                .put(sender.spec.vendor.name())
                .put(" - - - ");
        }
    }
    match sender.spec.vendor {
        Vendor::FortiGate => fortigate::write(out, sender, record, wall),
        Vendor::Sophos => sophos::write(out, sender, record, wall),
        Vendor::PanOs => panos::write(out, sender, record, wall),
        Vendor::SonicWall => sonicwall::write(out, sender, record, wall),
        Vendor::Suricata => suricata::write(out, sender, record, wall),
    }
}

/// `2026-10-01T09:30:00.123456+09:00`
fn iso(out: &mut Vec<u8>, wall: WallTime, offset: i16) {
    wall.date(out, "-");
    out.put("T");
    wall.time(out);
    out.put(".").padded(wall.micros, 6);
    zone(out, offset, ":");
}

/// Names before a site's domain, by [`label_of`].
const LABELS: [&str; 8] = ["www", "www", "cdn", "api", "img", "login", "static", "m"];

/// `cdn.hibari-drive.example`
fn hostname(out: &mut Vec<u8>, record: &Record) {
    if let Some(site) = record.site {
        out.put(chosen(&LABELS, label_of(record.mark)))
            .put(".")
            .put(site.domain);
    }
}

/// `/assets/3f9a1c.js`: a path that follows from the record's mark.
fn path(out: &mut Vec<u8>, record: &Record) {
    const FOLDERS: [&str; 8] = [
        "/", "/assets/", "/api/v2/", "/img/", "/news/", "/q?id=", "/doc/", "/app/",
    ];
    let folder = chosen(&FOLDERS, record.mark >> 8);
    out.put(folder);
    if folder.len() > 1 {
        out.hex(record.mark >> 32, 6);
    }
}

/// The file that a malicious program comes in.
fn file(record: &Record) -> &'static str {
    record.malware.map_or("", |malware| malware.file)
}
