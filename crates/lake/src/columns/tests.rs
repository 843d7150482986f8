//! What goes in comes out, in order, and nothing else.

use std::borrow::Cow;

use arrow::array::{Array as _, AsArray as _};
use arrow::datatypes::{Int64Type, TimestampMillisecondType};
use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::{Class, Event, Field};
use jiff::Timestamp;
use uuid::Uuid;

use super::*;

fn at(millisecond: i64) -> Timestamp {
    Timestamp::from_millisecond(millisecond).unwrap()
}

fn row<'r, 'l>(company: u128, time: i64, event: &'r Event<'l>) -> Row<'r, 'l> {
    Row {
        company: CompanyId(Uuid::from_u128(company)),
        device: DeviceId(Uuid::from_u128(company * 10)),
        received: at(time + 5),
        time: at(time),
        flags: Flags::default(),
        event,
    }
}

#[test]
fn rows_are_sorted_and_columns_without_values_are_left_out() {
    let mut columns = Columns::new();
    let mut event = Event::new();
    event.class = Class::NetworkActivity;
    event.raw = b"second";
    event.set_integer(Field::SourcePort, 443);
    event.set_integer(Field::Time, 2_000);
    columns.push(&row(2, 2_500, &event));
    let mut event = Event::new();
    event.raw = b"\xff first";
    event.reason = Some("no format");
    event
        .unmapped
        .push((Cow::Borrowed("na\"me"), Cow::Borrowed("a\\b\n\u{1}")));
    event.unmapped.push((Cow::Borrowed("b"), Cow::Borrowed("本")));
    columns.push(&row(1, 9_000, &event));
    let (batch, keys) = columns.finish().unwrap();
    assert_eq!(
        keys.iter().map(|key| key.time).collect::<Vec<_>>(),
        [9_000, 2_500]
    );
    assert!(batch.column_by_name("app_name").is_none());
    let raw = batch.column_by_name(RAW).unwrap().as_binary::<i32>();
    assert_eq!((raw.value(0), raw.value(1)), (&b"\xff first"[..], &b"second"[..]));
    let port = batch
        .column_by_name("src_endpoint_port")
        .unwrap()
        .as_primitive::<Int64Type>();
    assert!(port.is_null(0));
    assert_eq!(port.value(1), 443);
    let own = batch
        .column_by_name("device_time")
        .unwrap()
        .as_primitive::<TimestampMillisecondType>();
    assert_eq!((own.is_null(0), own.value(1)), (true, 2_000));
    let unmapped = batch.column_by_name("unmapped").unwrap().as_string::<i32>();
    let value: serde_json::Value = serde_json::from_str(unmapped.value(0)).unwrap();
    assert_eq!(value, serde_json::json!({ "na\"me": "a\\b\n\u{1}", "b": "本" }));
    assert!(unmapped.is_null(1));
    let reason = batch.column_by_name("reason").unwrap().as_string::<i32>();
    assert_eq!((reason.value(0), reason.is_null(1)), ("no format", true));
}

#[test]
fn a_time_that_cannot_be_becomes_the_time_of_receiving() {
    let event = Event::new();
    let mut row = row(1, 1_790_000_000_000, &event);
    assert_eq!(row.with_possible_time().time, row.time);
    for impossible in ["1970-01-01T00:00:00Z", "2036-02-07T06:28:16Z"] {
        row.time = impossible.parse().unwrap();
        let mended = row.with_possible_time();
        assert_eq!(mended.time, row.received);
        assert!(mended.flags.has(Flags::TIME_IMPOSSIBLE));
    }
}

#[test]
fn every_field_has_a_column_of_its_kind() {
    let schema = event_schema();
    for field in Field::ALL.iter().filter(|field| **field != Field::Time) {
        assert!(schema.column_with_name(&field.column()).is_some(), "{field:?}");
    }
    assert_eq!(schema.fields().len(), Field::COUNT - 1 + 8 + 2);
}
