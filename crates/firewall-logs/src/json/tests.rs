use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;

fn read(event: &Event<'_>) -> Json {
    let mut text = String::new();
    write_json(event, &mut text);
    serde_json::from_str(&text).unwrap()
}

#[test]
fn fields_stand_where_ocsf_has_them() {
    let mut event = Event::new();
    event.class = Class::NetworkActivity;
    event.raw = b"raw \xff \"line\"";
    event.lossy = true;
    event.set_integer(Field::Activity, 5);
    event.set_text(Field::SourceIp, "192.0.2.1");
    event.set_integer(Field::SourcePort, 51_000);
    event.set_text(Field::VendorName, "Example");
    event.set_text(Field::MalwareName, "EICAR_TEST_FILE");
    event.set_text(Field::Function, "firewall");
    event.set_integer(Field::BytesIn, -1);
    event.unmapped.push(("vd".into(), "root".into()));
    event.unmapped.push(("a".into(), "1".into()));
    event.unmapped.push(("vd".into(), "two".into()));
    assert_eq!(
        read(&event),
        json!({
            "class_uid": 4001, "class_name": "Network Activity", "category_uid": 4, "type_uid": 400_105,
            "activity_id": 5,
            "metadata": {
                "version": "1.8.0", "profiles": ["security_control"], "product": {"vendor_name": "Example"},
                "labels": ["firewall"],
            },
            "src_endpoint": {"ip": "192.0.2.1", "port": 51_000},
            "traffic": {"bytes_in": -1},
            "malware": [{"name": "EICAR_TEST_FILE"}],
            "raw_data": "raw \u{fffd} \"line\"",
            "unmapped": {"vd": ["root", "two"], "a": "1", "raw_data_lossy": "true"},
        })
    );
}

#[test]
fn what_ocsf_requires_is_there() {
    let mut event = Event::new();
    event.set_text(Field::DeviceUid, "UTM60-0001");
    event.set_text(Field::Protocol, "tcp");
    let unknown = read(&event);
    assert_eq!(unknown["device"], json!({"type_id": 9, "uid": "UTM60-0001"}));
    assert_eq!(
        unknown["connection_info"],
        json!({"direction_id": 0, "protocol_name": "tcp"})
    );
    assert_eq!(unknown["metadata"]["profiles"], json!(["host"]));
    event.set_integer(Field::Direction, 2);
    event.set_integer(Field::Action, 1);
    let known = read(&event);
    assert_eq!(known["connection_info"]["direction_id"], 2);
    assert_eq!(known["metadata"]["profiles"], json!(["host", "security_control"]));
    assert_eq!(read(&Event::new())["metadata"].get("profiles"), None);
}

#[test]
fn what_was_not_understood_says_why() {
    let mut event = Event::new();
    event.raw = b"?";
    event.reason = Some("no known format");
    let json = read(&event);
    assert_eq!(json["class_uid"], 0);
    assert_eq!(json["status_detail"], "no known format");
    assert_eq!(json["raw_data"], "?");
    assert_eq!(json["metadata"]["version"], "1.8.0");
}

proptest! {
    #[test]
    fn any_text_comes_back(text in "\\PC{0,60}|[\\x00-\\x7f]{0,60}", key in "[\\x00-\\x7f]{1,8}", number: i64) {
        let mut event = Event::new();
        event.raw = text.as_bytes();
        event.set_text(Field::Message, text.as_str());
        event.set_integer(Field::Count, number);
        event.unmapped.push((key.as_str().into(), text.as_str().into()));
        let json = read(&event);
        prop_assert_eq!(&json["raw_data"], &text);
        prop_assert_eq!(&json["message"], &text);
        prop_assert_eq!(&json["count"], number);
        prop_assert_eq!(&json["unmapped"][&key], &text);
    }
}
