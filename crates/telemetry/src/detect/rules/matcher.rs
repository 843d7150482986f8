//! A field's test: the modifiers of Sigma, made ready for comparing once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::{Regex, RegexBuilder};

use super::finding::Fault;
use super::pattern::{Part, Shape, parts, shape};
use super::yaml::{Node, Value as Written};

/// The modifiers that are understood.
pub(super) const MODIFIERS: &[&str] = &[
    "contains",
    "startswith",
    "endswith",
    "all",
    "re",
    "i",
    "m",
    "s",
    "cidr",
    "exists",
    "gt",
    "gte",
    "lt",
    "lte",
    "base64",
    "base64offset",
    "wide",
    "utf16le",
    "utf16be",
    "utf16",
    "windash",
    "fieldref",
    "cased",
];
/// Bytes that one compiled regular expression may take.
const EXPRESSION_SIZE: usize = 1 << 20;
/// Characters of a regular expression.
const EXPRESSION_LENGTH: usize = 4096;

/// What an event holds in a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::detect) enum Seen<'e> {
    Nothing,
    Text(&'e str),
    Integer(i64),
    Boolean(bool),
}

/// One value of a field's test.
#[derive(Clone, Debug)]
pub(in crate::detect) enum Matcher {
    Text {
        shape: Shape,
        cased: bool,
    },
    Integer(i64),
    Order(Order, i64),
    Network(ipnet::IpNet),
    Expression(Regex),
    /// The field is there, or is not.
    Exists(bool),
    /// The field is not there, or is empty.
    Nothing,
    /// The other field holds the same, or its text stands in this one.
    Field {
        name: String,
        place: Within,
    },
}

/// Where another field's text stands in this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Within {
    Whole,
    Anywhere,
    Start,
    End,
}

/// Comparison of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "lt" => Self::Less,
            "lte" => Self::LessOrEqual,
            "gt" => Self::Greater,
            "gte" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    fn holds(self, one: i64, other: i64) -> bool {
        match self {
            Self::Less => one < other,
            Self::LessOrEqual => one <= other,
            Self::Greater => one > other,
            Self::GreaterOrEqual => one >= other,
        }
    }
}

impl Matcher {
    /// Whether a field's value is met. `other` finds the value of another field.
    pub(in crate::detect) fn matches<'e>(&self, seen: Seen<'e>, other: impl Fn(&str) -> Seen<'e>) -> bool {
        match (self, seen) {
            (Self::Exists(wanted), seen) => *wanted == (seen != Seen::Nothing),
            (Self::Nothing, seen) => matches!(seen, Seen::Nothing | Seen::Text("")),
            (_, Seen::Nothing) => false,
            (Self::Text { shape, cased }, Seen::Text(text)) => shape.matches(text, *cased),
            (Self::Text { shape, cased }, Seen::Integer(number)) => {
                shape.matches(&number.to_string(), *cased)
            }
            (Self::Text { shape, .. }, Seen::Boolean(is)) => shape.matches(word(is), false),
            (Self::Integer(wanted), Seen::Integer(number)) => *wanted == number,
            (Self::Integer(wanted), Seen::Text(text)) => text.parse() == Ok(*wanted),
            (Self::Order(order, limit), Seen::Integer(number)) => order.holds(number, *limit),
            (Self::Order(order, limit), Seen::Text(text)) => {
                text.parse().is_ok_and(|number| order.holds(number, *limit))
            }
            (Self::Network(network), Seen::Text(text)) => text
                .parse()
                .is_ok_and(|address: std::net::IpAddr| network.contains(&address)),
            (Self::Expression(expression), Seen::Text(text)) => expression.is_match(text),
            (Self::Expression(expression), Seen::Integer(number)) => expression.is_match(&number.to_string()),
            (Self::Field { name, place }, seen) => same_as(seen, other(name), *place),
            (Self::Integer(_) | Self::Order(..), Seen::Boolean(_)) => false,
            (Self::Network(_), Seen::Integer(_) | Seen::Boolean(_)) => false,
            (Self::Expression(expression), Seen::Boolean(is)) => expression.is_match(word(is)),
        }
    }
}

fn word(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

fn same_as(one: Seen<'_>, other: Seen<'_>, place: Within) -> bool {
    let (Seen::Text(text), Seen::Text(part)) = (one, other) else {
        return other != Seen::Nothing && one == other;
    };
    let part = part.to_owned();
    let shape = match place {
        Within::Whole => Shape::Exact(part),
        Within::Anywhere => Shape::Contains(part),
        Within::Start => Shape::Prefix(part),
        Within::End => Shape::Suffix(part),
    };
    shape.matches(text, false)
}

/// The modifiers of one field, checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Modifiers {
    contains: bool,
    starts: bool,
    ends: bool,
    pub(super) all: bool,
    cased: bool,
    windash: bool,
    encoding: Vec<String>,
    kind: Kind,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    Text,
    Expression {
        flags: String,
    },
    Network,
    Exists,
    Field,
    Order(Order),
}

impl Modifiers {
    /// From what stands after the field's name (`contains|all`).
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let mut modifiers = Self::default();
        let clash = || Fault::ModifierClash(text.to_owned());
        for name in text.split('|').filter(|_| !text.is_empty()) {
            let kind = match name {
                "contains" => {
                    modifiers.contains = true;
                    continue;
                }
                "startswith" => {
                    modifiers.starts = true;
                    continue;
                }
                "endswith" => {
                    modifiers.ends = true;
                    continue;
                }
                "all" => {
                    modifiers.all = true;
                    continue;
                }
                "cased" => {
                    modifiers.cased = true;
                    continue;
                }
                "windash" => {
                    modifiers.windash = true;
                    continue;
                }
                "base64" | "base64offset" | "wide" | "utf16le" | "utf16be" | "utf16" => {
                    modifiers.encoding.push(name.to_owned());
                    continue;
                }
                "i" | "m" | "s" => match &mut modifiers.kind {
                    Kind::Expression { flags } => {
                        flags.push_str(name);
                        continue;
                    }
                    _ => return Err(clash()),
                },
                "expand" => return Err(Fault::Placeholder(name.to_owned())),
                "re" => Kind::Expression { flags: String::new() },
                "cidr" => Kind::Network,
                "exists" => Kind::Exists,
                "fieldref" => Kind::Field,
                _ => match Order::from_name(name) {
                    Some(order) => Kind::Order(order),
                    None => return Err(Fault::UnknownModifier(name.to_owned(), MODIFIERS.join(", "))),
                },
            };
            if modifiers.kind != Kind::Text {
                return Err(clash());
            }
            modifiers.kind = kind;
        }
        modifiers.go_together().then_some(modifiers).ok_or_else(clash)
    }

    /// For the whole line: a keyword stands anywhere in it.
    pub(super) fn anywhere(mut self) -> Self {
        self.contains = self.kind == Kind::Text && !self.starts && !self.ends;
        self
    }

    fn go_together(&self) -> bool {
        let places = usize::from(self.contains) + usize::from(self.starts) + usize::from(self.ends);
        let changes_text = self.windash || !self.encoding.is_empty();
        let places_fit = match self.kind {
            Kind::Text | Kind::Field => true,
            _ => places == 0,
        };
        places <= 1 && places_fit && (self.kind == Kind::Text || (!changes_text && !self.cased))
    }

    /// The tests of one value: several where a modifier stands for several writings.
    pub(super) fn matchers(&self, node: &Node) -> Result<Vec<Matcher>, Fault> {
        let Written::Scalar { text, plain } = &node.value else {
            return Err(Fault::WrongKind(String::new(), "text, number".to_owned()));
        };
        let wrong = |modifier: &str| Fault::WrongValue(text.clone(), modifier.to_owned());
        let one = match &self.kind {
            Kind::Text => return self.text(node, text, *plain),
            Kind::Expression { flags } => Matcher::Expression(expression(text, flags)?),
            Kind::Network => {
                let network = text.trim();
                let address = || network.parse::<std::net::IpAddr>().map(ipnet::IpNet::from);
                let network = network.parse().or_else(|_| address());
                Matcher::Network(network.map_err(|_| Fault::BadNetwork(text.clone()))?)
            }
            Kind::Exists => match text.as_str() {
                "true" | "yes" => Matcher::Exists(true),
                "false" | "no" => Matcher::Exists(false),
                _ => return Err(wrong("exists")),
            },
            Kind::Field => Matcher::Field {
                name: text.clone(),
                place: self.place(),
            },
            Kind::Order(order) => Matcher::Order(
                *order,
                text.trim().parse().map_err(|_| wrong("gt, gte, lt, lte"))?,
            ),
        };
        Ok(vec![one])
    }

    fn place(&self) -> Within {
        match (self.contains, self.starts, self.ends) {
            (true, ..) => Within::Anywhere,
            (_, true, _) => Within::Start,
            (_, _, true) => Within::End,
            _ => Within::Whole,
        }
    }

    fn text(&self, node: &Node, text: &str, plain: bool) -> Result<Vec<Matcher>, Fault> {
        let is_bare = self.place() == Within::Whole && self.encoding.is_empty();
        if node.is_nothing() && is_bare {
            return Ok(vec![Matcher::Nothing]);
        }
        if let (true, true, Ok(number)) = (plain, is_bare, text.parse::<i64>()) {
            return Ok(vec![Matcher::Integer(number)]);
        }
        let written = match self.windash {
            true => dashes(text),
            false => vec![text.to_owned()],
        };
        let mut matchers = Vec::new();
        for text in written {
            let patterns = match self.encoding.is_empty() {
                true => vec![parts(&text)],
                false => self
                    .encoded(&text)?
                    .into_iter()
                    .map(|text| vec![Part::Literal(text)])
                    .collect(),
            };
            for mut pattern in patterns {
                if self.contains || self.ends {
                    pattern.insert(0, Part::Any);
                }
                if self.contains || self.starts {
                    pattern.push(Part::Any);
                }
                matchers.push(Matcher::Text {
                    shape: shape(pattern),
                    cased: self.cased || !self.encoding.is_empty(),
                });
            }
        }
        Ok(matchers)
    }

    /// A text after the encodings, in the order in which they stand. Wildcards have no meaning within them.
    fn encoded(&self, text: &str) -> Result<Vec<String>, Fault> {
        let mut bytes = vec![text.as_bytes().to_vec()];
        for name in &self.encoding {
            bytes = bytes.iter().flat_map(|bytes| encode(name, bytes)).collect();
        }
        let wrong = |_| Fault::WrongValue(text.to_owned(), self.encoding.join("|"));
        bytes
            .into_iter()
            .map(|bytes| String::from_utf8(bytes).map_err(wrong))
            .collect()
    }
}

fn encode(name: &str, bytes: &[u8]) -> Vec<Vec<u8>> {
    let wide = |to: fn(u16) -> [u8; 2]| -> Vec<u8> {
        String::from_utf8_lossy(bytes)
            .encode_utf16()
            .flat_map(to)
            .collect()
    };
    match name {
        "base64" => vec![STANDARD.encode(bytes).into_bytes()],
        "base64offset" => (0..3).map(|offset| at_offset(bytes, offset)).collect(),
        "wide" | "utf16le" => vec![wide(u16::to_le_bytes)],
        "utf16be" => vec![wide(u16::to_be_bytes)],
        _ => vec![[&[0xff, 0xfe][..], &wide(u16::to_le_bytes)].concat()],
    }
}

/// The characters of base64 that depend on these bytes alone when `offset` unknown bytes come before them.
fn at_offset(bytes: &[u8], offset: usize) -> Vec<u8> {
    let padded = [&[0; 2][..offset], bytes].concat();
    let encoded = STANDARD.encode(&padded);
    let start = [0, 2, 3][offset];
    let end = match padded.len() % 3 {
        0 => encoded.len(),
        1 => encoded.len() - 3,
        _ => encoded.len() - 2,
    };
    encoded.as_bytes().get(start..end).unwrap_or_default().to_vec()
}

/// A parameter with each of the characters that programs take for a dash.
fn dashes(text: &str) -> Vec<String> {
    let mut written: Vec<String> = Vec::new();
    for dash in ["-", "/", "–", "—", "―"] {
        let text = match text.strip_prefix(['-', '/']) {
            Some(rest) => format!("{dash}{rest}"),
            None => text
                .replace(" -", &format!(" {dash}"))
                .replace(" /", &format!(" {dash}")),
        };
        if !written.contains(&text) {
            written.push(text);
        }
    }
    written
}

fn expression(text: &str, flags: &str) -> Result<Regex, Fault> {
    if text.len() > EXPRESSION_LENGTH {
        return Err(Fault::BadRegex(format!("> {EXPRESSION_LENGTH}")));
    }
    let expression = RegexBuilder::new(text)
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .size_limit(EXPRESSION_SIZE)
        .dfa_size_limit(EXPRESSION_SIZE)
        .build();
    expression.map_err(|error| {
        let reason = error.to_string();
        // The engine draws a picture of the place over several lines; the last one says what is wrong.
        Fault::BadRegex(
            reason
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned(),
        )
    })
}
