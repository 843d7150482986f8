//! What goes in comes out, in order, and nothing else.

use std::borrow::Cow;

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::datatypes::{Int64Type, TimestampMillisecondType};
use arrow::util::display::array_value_to_string;
use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::{Class, Event, Field, Kind, Value};
use jiff::Timestamp;
use proptest::prelude::*;
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
    let order = columns.sorted();
    assert_eq!(order, [1, 0]);
    let batches = columns.batches(&order, 10, Width::Filled).unwrap();
    let batch = batches.map(Result::unwrap).next().unwrap();
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

/// What a row of a batch says in a column, as text; nothing if the column is not there.
fn said(batch: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let column = batch.column_by_name(column)?;
    column.is_valid(row).then(|| match column.as_binary_opt::<i32>() {
        Some(bytes) => String::from_utf8_lossy(bytes.value(row)).into_owned(),
        None => array_value_to_string(column, row).unwrap(),
    })
}

/// A line, and what its event says: parts of it, and texts of its own.
#[derive(Clone, Debug)]
struct Said {
    company: u128,
    time: i64,
    line: Vec<u8>,
    parts: Vec<(usize, usize, usize)>,
    texts: Vec<(usize, String)>,
    numbers: Vec<(usize, i64)>,
}

fn anything() -> impl Strategy<Value = Said> {
    let line = prop_oneof![
        "[ -~本]{0,80}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..40)
    ];
    let parts = prop::collection::vec((0..Field::COUNT, 0..40_usize, 0..20_usize), 0..10);
    let texts = prop::collection::vec((0..Field::COUNT, ".{0,12}"), 0..6);
    let numbers = prop::collection::vec((0..Field::COUNT, any::<i64>()), 0..10);
    (0..4_u128, 0..5_i64, line, parts, texts, numbers).prop_map(
        |(company, time, line, parts, texts, numbers)| Said {
            company,
            time,
            line,
            parts,
            texts,
            numbers,
        },
    )
}

fn event_of(said: &Said) -> Event<'_> {
    let mut event = Event::new();
    event.raw = &said.line;
    let line = str::from_utf8(&said.line).unwrap_or_default();
    for (field, from, length) in &said.parts {
        if let Some(text) = line.get(*from..from + length) {
            event.set_text(Field::ALL[*field], text);
            event.unmapped.push((Cow::Borrowed(text), Cow::Borrowed(text)));
        }
    }
    for (field, text) in &said.texts {
        event.set_text(Field::ALL[*field], text.clone());
    }
    for (field, number) in &said.numbers {
        event.set_integer(Field::ALL[*field], *number);
    }
    event
}

proptest! {
    /// Every value of every row stands in its column, in the wanted order, however many rows a batch has; and memory that
    /// served before changes nothing.
    #[test]
    fn what_goes_in_comes_out(rows in prop::collection::vec(anything(), 1..30), most in 1..12_usize) {
        let mut columns = Columns::new();
        for before in &rows {
            columns.push(&row(9, 1, &event_of(before)));
        }
        columns.clear();
        for said in &rows {
            columns.push(&row(said.company, said.time, &event_of(said)));
        }
        let order = columns.sorted();
        let mut expected: Vec<&Said> = rows.iter().collect();
        expected.sort_by_key(|said| (said.company, said.time));
        let mut expected = expected.into_iter();
        for batch in columns.batches(&order, most, Width::Filled).unwrap() {
            let batch = batch.unwrap();
            prop_assert!(batch.num_rows() <= most);
            for at in 0..batch.num_rows() {
                let from = expected.next().unwrap();
                let event = event_of(from);
                prop_assert_eq!(said(&batch, RAW, at).unwrap(), String::from_utf8_lossy(&from.line).into_owned());
                for field in Field::ALL.iter().filter(|field| **field != Field::Time) {
                    let wanted = match (field.kind(), event.get(*field)) {
                        (Kind::Text | Kind::Address, Value::Text(text)) => Some(text.to_string()),
                        (Kind::Integer, Value::Integer(number)) => Some(number.to_string()),
                        (Kind::Time, Value::Integer(_)) | (Kind::Boolean, _) => continue,
                        _ => None,
                    };
                    prop_assert_eq!(said(&batch, &field.column(), at), wanted, "{:?}", field);
                }
            }
        }
        prop_assert!(expected.next().is_none());
    }
}
