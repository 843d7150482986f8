//! What rules see of an event.

use std::cell::OnceCell;
use std::net::IpAddr;

use business_calendar::OfficeCalendar;
use firewall_logs::{Event, Field, Value};
use jiff::Timestamp;

use super::rules::mapping::Source;
use super::rules::matcher::Seen;
use contracts::ids::DeviceId;

/// An event with what is known about it besides.
pub(super) struct Sight<'e> {
    event: &'e Event<'e>,
    device: DeviceId,
    // Worked out once, if a rule asks.
    device_text: OnceCell<String>,
    sides: OnceCell<[Option<Field>; 2]>,
    at: Timestamp,
}

impl<'e> Sight<'e> {
    pub(super) fn new(event: &'e Event<'e>, device: DeviceId, at: Timestamp) -> Self {
        Self {
            event,
            device,
            device_text: OnceCell::new(),
            sides: OnceCell::new(),
            at,
        }
    }

    /// The side within the company and the other one, the source before the destination.
    fn sides(&self) -> [Option<Field>; 2] {
        *self.sides.get_or_init(|| {
            let address = |field| {
                self.event
                    .text(field)
                    .and_then(|text| text.parse::<IpAddr>().ok())
            };
            let sides = [Field::SourceIp, Field::DestinationIp].map(|field| (field, address(field)));
            [true, false].map(|wanted| {
                let found = sides
                    .iter()
                    .find(|(_, address)| address.is_some_and(|it| is_private(it) == wanted));
                found.map(|(field, _)| *field)
            })
        })
    }

    /// What a field holds.
    pub(super) fn see(&self, source: &Source) -> Seen<'_> {
        let text = |text: Option<&'e str>| text.map_or(Seen::Nothing, Seen::Text);
        match source {
            Source::Field(field) => match self.event.get(*field) {
                Value::Nothing => Seen::Nothing,
                Value::Text(text) => Seen::Text(text),
                Value::Integer(number) => Seen::Integer(*number),
                Value::Boolean(is) => Seen::Boolean(*is),
            },
            Source::Vendor(name) => text(self.vendor(name)),
            Source::Inside => text(self.sides()[0].and_then(|field| self.event.text(field))),
            Source::Outside => text(self.sides()[1].and_then(|field| self.event.text(field))),
            Source::Device => Seen::Text(self.device_text.get_or_init(|| self.device.to_string())),
            Source::UrlExtension => {
                let address = self
                    .event
                    .text(Field::UrlPath)
                    .or_else(|| self.event.text(Field::Url));
                text(address.and_then(extension))
            }
            Source::LocalHour => Seen::Integer(i64::from(local(self.at).hour())),
            Source::BusinessDay => {
                match OfficeCalendar::new(Vec::new()).is_business_day(local(self.at).date()) {
                    Ok(is) => Seen::Boolean(is),
                    // A year without a calendar.
                    Err(_) => Seen::Nothing,
                }
            }
            Source::First(sources) => {
                let seen = sources.iter().map(|source| self.see(source));
                seen.into_iter()
                    .find(|seen| *seen != Seen::Nothing)
                    .unwrap_or(Seen::Nothing)
            }
        }
    }

    /// What a field holds, as text for a key.
    pub(super) fn text(&self, source: &Source) -> Option<String> {
        match self.see(source) {
            Seen::Nothing | Seen::Text("") => None,
            // Where it goes, NUL is no text.
            Seen::Text(text) => Some(text.replace('\0', "\u{FFFD}")),
            Seen::Integer(number) => Some(number.to_string()),
            Seen::Boolean(is) => Some(is.to_string()),
        }
    }

    fn vendor(&self, name: &str) -> Option<&'e str> {
        let found = self
            .event
            .unmapped
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_ref())
    }

    /// Whether something holds of the line, or of a text of an event that was made without one.
    pub(super) fn any_text(&self, mut holds: impl FnMut(&str) -> bool) -> bool {
        if !self.event.raw.is_empty() {
            return holds(&String::from_utf8_lossy(self.event.raw));
        }
        let fields = self
            .event
            .fields()
            .any(|(_, value)| matches!(value, Value::Text(text) if holds(text)));
        fields || self.event.unmapped.iter().any(|(_, value)| holds(value))
    }

    pub(super) fn event(&self) -> &'e Event<'e> {
        self.event
    }
}

/// `zip` of `https://www.example.com/a/b.zip?c=d`; nothing of a host alone.
fn extension(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next()?;
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let (_, name) = path.rsplit_once('/')?;
    let (_, extension) = name.rsplit_once('.')?;
    (!extension.is_empty()).then_some(extension)
}

fn local(at: Timestamp) -> jiff::civil::DateTime {
    platform::clock::in_tokyo(at)
}

/// Whether an address is of private use: RFC 1918, RFC 6598, RFC 4193, or of this link or machine.
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            address.is_private()
                || address.is_link_local()
                || address.is_loopback()
                || (first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_private(IpAddr::V4(mapped)),
            None => address.is_unique_local() || address.is_unicast_link_local() || address.is_loopback(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_addresses() {
        for (address, expected) in [
            ("https://www.example.com/a.b/c.zip?d=e.f", Some("zip")),
            ("/download/tool.EXE", Some("EXE")),
            ("https://www.example.com", None),
            ("https://www.example.com/", None),
            ("/a.b/c", None),
            ("/a.", None),
        ] {
            assert_eq!(extension(address), expected, "{address}");
        }
    }

    #[test]
    fn private_addresses() {
        for (address, expected) in [
            ("192.168.1.4", true),
            ("172.31.0.1", true),
            ("172.32.0.1", false),
            ("100.64.0.1", true),
            ("203.0.113.9", false),
            ("::ffff:10.0.0.1", true),
            ("fd00::1", true),
            ("2001:db8::1", false),
        ] {
            assert_eq!(is_private(address.parse().unwrap()), expected, "{address}");
        }
    }
}
