//! One source's lines: the envelope, the format found out and kept to, the event.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::class::Class;
use crate::clock::Clock;
use crate::envelope::{self, Header};
use crate::event::{Event, Value};
use crate::explain::{Explanation, Why};
use crate::field::Field;
use crate::formats::{Context, Format, common};

/// Reads the lines of one source.
///
/// Without a fixed format it takes the first format that a line looks like and keeps to it; when three lines in a
/// row look like another one alone, it changes over.
#[derive(Debug)]
pub struct Parser {
    clock: Clock,
    fixed: Option<Format>,
    guess: Option<Format>,
    other: Option<(Format, u8)>,
}

/// So many lines in a row must be of another format before the parser changes over.
const LINES_TO_CHANGE: u8 = 3;

/// Most texts in one line that are read; what is longer is kept and not read.
pub(crate) const LONGEST_BODY: usize = 1 << 21;

impl Parser {
    /// A parser for a source whose clock, where lines do not say so, is in this zone.
    pub fn new(zone: TimeZone) -> Self {
        Self {
            clock: Clock::new(zone),
            fixed: None,
            guess: None,
            other: None,
        }
    }

    /// With the format known beforehand.
    #[must_use]
    pub fn with_format(mut self, format: Format) -> Self {
        self.fixed = Some(format);
        self
    }

    /// The format that the source is taken to have.
    pub fn format(&self) -> Option<Format> {
        self.fixed.or(self.guess)
    }

    /// One line without the line end or framing of the transport, and when it was received.
    pub fn parse<'l>(&mut self, line: &'l [u8], received: Timestamp) -> Event<'l> {
        let mut event = Event::new();
        self.parse_into(line, received, &mut event);
        event
    }

    /// As [`Parser::parse`], into an event that was used before: for many lines that live equally long.
    pub fn parse_into<'l>(&mut self, line: &'l [u8], received: Timestamp, event: &mut Event<'l>) {
        event.clear();
        self.read(line, received, event);
    }

    /// As [`Parser::parse`], with what a person wants to know about it.
    pub fn explain<'l>(&mut self, line: &'l [u8], received: Timestamp) -> Explanation<'l> {
        let mut event = Event::explained();
        let (header, format, why) = self.read(line, received, &mut event);
        Explanation {
            event,
            header,
            format,
            why,
        }
    }

    fn read<'l>(
        &mut self,
        line: &'l [u8],
        received: Timestamp,
        event: &mut Event<'l>,
    ) -> (Option<Header<'l>>, Option<Format>, Why) {
        let text = simdutf8::basic::from_utf8(line);
        if let Ok(text) = text
            && !has_escaped_tab(text)
        {
            let (header, format, why) = self.read_text(text, received, event);
            event.raw = line;
            return (Some(header), format, why);
        }
        // Rare: the texts of the event are copies then.
        let owned = String::from_utf8_lossy(line).replace("#011", "\t");
        let mut inner = if event.is_explained() {
            Event::explained()
        } else {
            Event::new()
        };
        let (_, format, why) = self.read_text(&owned, received, &mut inner);
        event.take_from(&inner);
        event.raw = line;
        event.lossy = text.is_err();
        (None, format, why)
    }

    #[inline]
    fn read_text<'l>(
        &mut self,
        line: &'l str,
        received: Timestamp,
        event: &mut Event<'l>,
    ) -> (Header<'l>, Option<Format>, Why) {
        let (header, body) = envelope::open(line, &self.clock, received);
        let (format, why) = self.choose(body);
        let context = Context {
            received,
            clock: &self.clock,
            header,
        };
        let outcome = match (format, body.is_empty()) {
            (_, true) => Err("the line is empty"),
            _ if body.len() > LONGEST_BODY => Err("the line is too long"),
            (Some(format), _) => format.parse(body, &context, event),
            (None, _) => Err("no known format"),
        };
        if let Err(reason) = outcome {
            event.forget();
            event.class = Class::Base;
            event.reason = Some(reason);
        }
        complete(event, &context);
        (header, format, why)
    }

    /// The format for a body: the fixed one, the source's as long as the body can be of it, else what it looks like.
    #[inline]
    fn choose(&mut self, body: &str) -> (Option<Format>, Why) {
        if let Some(fixed) = self.fixed {
            return (Some(fixed), Why::Given);
        }
        if let Some(guess) = self.guess
            && guess.looks_like(body)
        {
            self.other = None;
            return (Some(guess), Why::AsBefore);
        }
        let mut all = Format::ALL.iter().copied();
        let Some(found) = all.find(|format| format.looks_like(body)) else {
            return (None, Why::Unknown);
        };
        self.reconsider(found);
        (Some(found), Why::Looks)
    }

    fn reconsider(&mut self, found: Format) {
        let times = match self.other {
            Some((other, times)) if other == found => times + 1,
            _ => 1,
        };
        if self.guess.is_none() || times >= LINES_TO_CHANGE {
            self.guess = Some(found);
            self.other = None;
        } else {
            self.other = Some((found, times));
        }
    }
}

/// Relays that may not pass on control characters write a tab as `#011`.
#[inline]
fn has_escaped_tab(text: &str) -> bool {
    memchr::memchr_iter(b'#', text.as_bytes()).any(|at| text.as_bytes()[at..].starts_with(b"#011"))
}

/// What the envelope and the time received add to what the format found.
#[inline]
fn complete<'l>(event: &mut Event<'l>, context: &Context<'_, 'l>) {
    let header = &context.header;
    event.deriving();
    if !event.has(Field::Time) {
        let time = header.time.unwrap_or_else(|| context.received.as_millisecond());
        event.set_integer(Field::Time, time);
        if let Some(minutes) = header.offset {
            event.set_integer(Field::TimezoneOffset, i64::from(minutes));
        }
    }
    if !event.has(Field::Severity) {
        let severity = header.severity.map_or(0, common::severity_of_syslog);
        event.set_integer(Field::Severity, severity);
    }
    if let Value::Text(Cow::Borrowed(url)) = *event.get(Field::Url)
        && !event.has(Field::UrlHostname)
        && let Some(host) = common::host_of_url(url)
    {
        event.set_text(Field::UrlHostname, host);
    }
    if let Some(host) = header.host {
        let field = if common::is_address(host) {
            Field::DeviceIp
        } else {
            Field::DeviceHostname
        };
        if !event.has(field) {
            event.set(field, Value::Text(host.into()));
        }
    }
}

#[cfg(test)]
mod tests;
