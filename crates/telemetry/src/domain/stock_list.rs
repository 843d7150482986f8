//! A list of appliances to take into stock: every row is looked at, and what is wrong with it is said; what is taken of
//! it is taken as a whole or not at all.

use std::collections::BTreeSet;

use super::device::{Format, Serial};

/// Longest text of a cell, in characters.
const LONGEST: usize = 80;
/// The zone of a device that does not say another.
pub const TOKYO: &str = "Asia/Tokyo";

/// A row as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Serial number.
    pub serial: String,
    /// Maker.
    pub vendor: String,
    /// Model.
    pub model: String,
    /// Format of its lines, by name; empty: found out.
    pub format: String,
    /// Zone of its clock (IANA); empty: Tokyo.
    pub zone: String,
}

/// A device to be taken into stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDevice {
    /// Serial number.
    pub serial: Serial,
    /// Maker.
    pub vendor: String,
    /// Model.
    pub model: String,
    /// Format of its lines.
    pub format: Format,
    /// Zone of its clock.
    pub zone: String,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Finding {
    /// Not a serial number.
    Serial,
    /// The same number stands in an earlier row.
    Twice,
    /// The number is in stock already.
    Known,
    /// No serial number, maker or model.
    Missing,
    /// A text is too long or has control characters.
    Text,
    /// No such format.
    Format,
    /// No such zone.
    Zone,
}

impl Finding {
    /// Its name: the message is `devices-finding-{name}`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Twice => "twice",
            Self::Known => "known",
            Self::Missing => "missing",
            Self::Text => "text",
            Self::Format => "format",
            Self::Zone => "zone",
        }
    }
}

/// One row: the device, or what is wrong.
pub fn read(row: &Row) -> Result<NewDevice, Finding> {
    if row.serial.trim().is_empty() {
        return Err(Finding::Missing);
    }
    let serial = Serial::parse(&row.serial).ok_or(Finding::Serial)?;
    for text in [&row.vendor, &row.model] {
        if text.trim().is_empty() {
            return Err(Finding::Missing);
        }
        if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(Finding::Text);
        }
    }
    let format = match row.format.trim() {
        "" => Format::Auto,
        name => Format::parse(&name.to_ascii_lowercase()).ok_or(Finding::Format)?,
    };
    let zone = match row.zone.trim() {
        "" => TOKYO,
        name => name,
    };
    if jiff::tz::TimeZone::get(zone).is_err() {
        return Err(Finding::Zone);
    }
    Ok(NewDevice {
        serial,
        vendor: row.vendor.trim().to_owned(),
        model: row.model.trim().to_owned(),
        format,
        zone: zone.to_owned(),
    })
}

/// All rows, beside the serial numbers that are known already.
pub fn read_all(rows: &[Row], known: &BTreeSet<Serial>) -> Vec<Result<NewDevice, Finding>> {
    let mut seen = BTreeSet::new();
    let one = |row: &Row| {
        let device = read(row)?;
        if known.contains(&device.serial) {
            return Err(Finding::Known);
        }
        if seen.insert(device.serial.clone()) {
            Ok(device)
        } else {
            Err(Finding::Twice)
        }
    };
    rows.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(serial: &str) -> Row {
        Row {
            serial: serial.to_owned(),
            vendor: "見本電機".to_owned(),
            model: "UTM60".to_owned(),
            ..Row::default()
        }
    }

    #[test]
    fn each_row_has_its_own_finding() {
        let known = BTreeSet::from([super::Serial::parse("UTM0009").unwrap()]);
        let rows = [
            row("UTM0001"),
            row("utm 0001"),
            row("UTM0009"),
            row("???"),
            row(" "),
            Row {
                model: String::new(),
                ..row("UTM0002")
            },
            Row {
                format: "fax".to_owned(),
                ..row("UTM0003")
            },
            Row {
                zone: "Mars/Base".to_owned(),
                ..row("UTM0004")
            },
            Row {
                vendor: "あ".repeat(81),
                ..row("UTM0005")
            },
        ];
        let found: Vec<_> = read_all(&rows, &known).into_iter().map(Result::err).collect();
        use Finding::{Format, Known, Missing, Serial, Text, Twice, Zone};
        let expected = [
            None,
            Some(Twice),
            Some(Known),
            Some(Serial),
            Some(Missing),
            Some(Missing),
            Some(Format),
            Some(Zone),
            Some(Text),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_left_out_has_a_sensible_value() {
        let device = read(&row("utm-0001")).unwrap();
        assert_eq!(
            (device.format, device.zone.as_str()),
            (super::Format::Auto, "Asia/Tokyo")
        );
    }
}
