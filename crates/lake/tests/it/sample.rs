//! A small lake: three companies and somebody whom nobody knows, three days, files of every kind.

use std::path::Path;
use std::time::Duration;

use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::{Class, Event, Field, Function, disposition};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use lake::wal::Position;
use lake::{Flags, Lake, LakeOptions, Limits, Row};
use uuid::Uuid;

/// Rows of each company.
pub const EACH: u64 = 24;

pub fn company(number: u128) -> CompanyId {
    CompanyId(Uuid::from_u128(number << 64 | number))
}

pub fn limits() -> Limits {
    Limits {
        time: Duration::from_secs(60),
        ..Limits::default()
    }
}

pub fn start() -> Timestamp {
    "2026-10-01T00:00:00Z".parse().unwrap()
}

/// Companies 1 to 3 and the nil one, `EACH` rows each over three days: two days merged into a closed month, then a
/// late row's delta and a part.
pub fn lake(folder: &Path) -> Lake {
    let lake = Lake::open(folder, LakeOptions { row_group: 16, ..LakeOptions::default() }).unwrap();
    let mut writer = lake.writer();
    for number in 0..EACH {
        for who in 0..4 {
            if number == EACH / 2 && who == 0 {
                writer.flush().unwrap();
                lake.close_month(date(2026, 10, 1)).unwrap();
            }
            push(&mut writer, who, number);
        }
    }
    writer.flush().unwrap();
    lake
}

fn push(writer: &mut lake::LakeWriter, who: u128, number: u64) {
    let secret = format!("secret of {who}, line {number}");
    let address = format!("192.168.{who}.{}", number % 3);
    let mut event = Event::new();
    event.raw = secret.as_bytes();
    event.class = Class::NetworkActivity;
    event.set_text(Field::Function, Function::IntrusionPrevention.as_str());
    event.set_text(Field::SourceIp, "203.0.113.80");
    event.set_text(Field::DestinationIp, address.as_str());
    event.set_text(Field::RuleUid, "4711");
    event.set_text(Field::Message, secret.as_str());
    event.set_integer(Field::BytesIn, i64::try_from(number).unwrap());
    let did = if number.is_multiple_of(2) { disposition::DROPPED } else { disposition::DETECTED };
    event.set_integer(Field::Disposition, did);
    let time = start() + SignedDuration::from_hours(i64::try_from(number).unwrap() * 3);
    let row = Row {
        company: if who == 0 { CompanyId(Uuid::nil()) } else { company(who) },
        device: DeviceId(Uuid::from_u128(who)),
        received: time,
        time,
        flags: Flags::default(),
        event: &event,
    };
    assert!(writer.push(row, Position { segment: 1, offset: number * 10 + u64::try_from(who).unwrap() }));
}
