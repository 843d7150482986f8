use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::class::Class;
use crate::formats::Format;
use crate::parser::Parser;

fn read(line: &str) -> Event<'_> {
    let mut parser = Parser::new(TimeZone::fixed(jiff::tz::offset(9)));
    let event = parser.parse(line.as_bytes(), "2026-11-03T00:10:00Z".parse().unwrap());
    assert_eq!(parser.format(), Some(Format::Cef), "{line}");
    event
}

#[test]
fn values_with_spaces_and_escapes() {
    let event = read(
        "Nov  3 09:05:08 relay CEF:0|Example \\| Co|Wall|1.2|100|Blocked by rule|7|src=192.0.2.1 spt=1024 dst=198.51.100.2 dpt=443 \
         proto=TCP act=blocked msg=a\\=b and C:\\\\dir, two words cs1Label=Rule Name cs1=out of office cn1Label=Other cn1=5 rt=1793664307000",
    );
    assert_eq!(event.class, Class::NetworkActivity);
    for (field, text) in [
        (Field::SourceIp, "192.0.2.1"),
        (Field::Message, "a=b and C:\\dir, two words"),
        (Field::PolicyName, "out of office"),
        (Field::EventCode, "100"),
        (Field::Protocol, "tcp"),
        (Field::DeviceHostname, "relay"),
    ] {
        assert_eq!(event.text(field), Some(text), "{field:?}");
    }
    assert_eq!(event.integer(Field::Time), Some(1_793_664_307_000));
    assert_eq!(
        (event.integer(Field::Severity), event.integer(Field::Disposition)),
        (Some(4), Some(2))
    );
    assert!(event.unmapped.contains(&("Other".into(), "5".into())));
}

#[test]
fn fortigate_within_cef_is_read_as_fortigate() {
    let event = read(
        "<189>CEF:0|Fortinet|Fortigate|v7.2.5|00013|traffic:forward close|3|deviceExternalId=FGT40FTK00000012 FTNTFGTeventtime=1793664307052907555 \
         FTNTFGTtz=+0900 FTNTFGTlogid=0000000013 cat=traffic:forward FTNTFGTsubtype=forward FTNTFGTlevel=notice src=192.168.10.21 spt=51234 \
         deviceInboundInterface=internal dst=203.0.113.80 dpt=443 deviceOutboundInterface=wan1 proto=6 act=close FTNTFGTpolicyid=4 \
         app=HTTPS FTNTFGTduration=12 out=1802 in=90410",
    );
    assert_eq!((event.class, event.type_uid()), (Class::NetworkActivity, 400_102));
    assert_eq!(
        (event.integer(Field::BytesOut), event.integer(Field::BytesIn)),
        (Some(1802), Some(90_410))
    );
    assert_eq!(event.integer(Field::Duration), Some(12_000));
    assert_eq!(event.text(Field::DeviceUid), Some("FGT40FTK00000012"));
    assert_eq!(event.text(Field::VendorName), Some("Fortinet"));
}

#[test]
fn bytes_go_the_way_the_vendor_means() {
    let of = |vendor: &str| {
        let line = format!("CEF:0|{vendor}|W|1|1|session|3|src=192.0.2.1 dst=192.0.2.2 in=10 out=20");
        let event = read(&line);
        (event.integer(Field::BytesIn), event.integer(Field::BytesOut))
    };
    assert_eq!(
        of("Example"),
        (Some(20), Some(10)),
        "the standard's in goes from the source to the destination"
    );
    assert_eq!(of("Palo Alto Networks"), (Some(10), Some(20)));
}

#[test]
fn bars_and_backslashes_of_the_header_are_escaped() {
    let event = read(r"CEF:0|Example|Box|1|7|Port scan \| C:\\|5|src=192.0.2.1 msg=text");
    let name = event.unmapped.iter().find(|(key, _)| key == "name");
    assert_eq!(name.map(|(_, text)| &**text), Some(r"Port scan | C:\"));
    assert_eq!(event.text(Field::SourceIp), Some("192.0.2.1"));
}

#[test]
fn a_header_that_is_too_short_says_so() {
    let event = read("CEF:0|Example|Wall|1.2");
    assert_eq!(event.reason, Some("a header of CEF with too few parts"));
    assert_eq!(event.raw, b"CEF:0|Example|Wall|1.2");
}

#[test]
fn dates_in_words() {
    let event = read("CEF:0|E|W|1|1|x|3|src=192.0.2.1 rt=Nov 03 2026 09:05:07");
    let at: Timestamp = "2026-11-03T00:05:07Z".parse().unwrap();
    assert_eq!(event.integer(Field::Time), Some(at.as_millisecond()));
}

proptest! {
    #[test]
    fn what_is_rendered_is_read(list in prop::collection::vec(("[a-zA-Z][a-zA-Z0-9]{0,12}", "[!-~あ](|[ -~あ]{0,20}[!-~あ])"), 0..8)) {
        let rendered: Vec<_> = list
            .iter()
            .map(|(key, value)| format!("{key}={}", value.replace('\\', "\\\\").replace('=', "\\=")))
            .collect();
        let text = rendered.join(" ");
        let found: Vec<_> = Extension::new(&text).map(|(key, value)| (key.to_owned(), value.into_owned())).collect();
        prop_assert_eq!(found, list);
    }
}
