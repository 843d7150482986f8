//! YAML with the place of every value, so that a mistake can be named by line and column.
//!
//! Only what rules need: mappings with plain keys, lists, scalars. Anchors and aliases are refused: they are rare in
//! rules, and a few of them can describe a document larger than any memory.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::finding::{Fault, Place};

/// How deep a document may nest.
const DEPTH: usize = 24;
/// How many values a file may hold.
const VALUES: usize = 100_000;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Text, number, yes or no, nothing: as written. `plain` says that it stood without quotes.
    Scalar { text: String, plain: bool },
    /// `- …`
    List(Vec<Node>),
    /// `key: …`, in the order of the file.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) place: Place,
    pub(super) name: String,
}

/// A mistake of the file as a whole.
pub(super) type Refused = (Place, Fault);

/// The documents of a file.
pub(super) fn documents(text: &str) -> Result<Vec<Node>, Refused> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        values: 0,
    };
    let mut documents = Vec::new();
    while let Some((event, _)) = reader.next()? {
        match event {
            Event::DocumentStart(_) => {
                if let Some(node) = reader.document()? {
                    documents.push(node);
                }
            }
            Event::StreamEnd => break,
            _ => {}
        }
    }
    Ok(documents)
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    values: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Option<(Event<'t>, Place)>, Refused> {
        match self.parser.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => Ok(Some((event, place(span.start)))),
            Some(Err(error)) => Err((place(*error.marker()), Fault::Syntax(error.info().to_owned()))),
        }
    }

    /// The next event, which a sound document has.
    fn need(&mut self) -> Result<(Event<'t>, Place), Refused> {
        let end = (Place::START, Fault::Syntax("unexpected end".to_owned()));
        self.next()?.ok_or(end)
    }

    /// A document's value; `None` for one that is empty.
    fn document(&mut self) -> Result<Option<Node>, Refused> {
        let (event, place) = self.need()?;
        if matches!(event, Event::DocumentEnd) {
            return Ok(None);
        }
        let node = self.node(event, place, 0)?;
        let is_empty =
            matches!(&node.value, Value::Scalar { text, plain: true } if text.is_empty() || text == "~");
        Ok((!is_empty).then_some(node))
    }

    fn node(&mut self, event: Event<'t>, place: Place, depth: usize) -> Result<Node, Refused> {
        self.values += 1;
        if depth > DEPTH || self.values > VALUES {
            return Err((place, Fault::TooLarge));
        }
        let value = match event {
            Event::Scalar(text, style, 0, _) => Value::Scalar {
                text: text.into_owned(),
                plain: style == ScalarStyle::Plain,
            },
            Event::SequenceStart(0, _) => Value::List(self.list(depth)?),
            Event::MappingStart(0, _) => Value::Map(self.map(depth)?),
            _ => return Err((place, Fault::Anchor)),
        };
        Ok(Node { place, value })
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Refused> {
        let mut list = Vec::new();
        loop {
            let (event, place) = self.need()?;
            if matches!(event, Event::SequenceEnd) {
                return Ok(list);
            }
            list.push(self.node(event, place, depth + 1)?);
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<(Key, Node)>, Refused> {
        let mut map: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, at) = self.need()?;
            let name = match event {
                Event::MappingEnd => return Ok(map),
                Event::Scalar(text, _, 0, _) => text.into_owned(),
                _ => return Err((at, Fault::KeyNotText)),
            };
            if map.iter().any(|(key, _)| key.name == name) {
                return Err((at, Fault::KeyTwice(name)));
            }
            let (event, place) = self.need()?;
            let node = self.node(event, place, depth + 1)?;
            map.push((Key { place: at, name }, node));
        }
    }
}

fn place(marker: Marker) -> Place {
    Place {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

impl Node {
    /// The value of a key.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        let Value::Map(map) = &self.value else { return None };
        map.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// The text of a scalar that says something.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } if !self.is_nothing() && !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    /// Whether it is YAML's null.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Itself as a list: a list's elements, otherwise the one value.
    pub(super) fn elements(&self) -> &[Node] {
        match &self.value {
            Value::List(list) => list,
            _ => std::slice::from_ref(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_place() {
        let documents = documents("title: One\nlist:\n  - a\n  - 'null'\n---\nother: ~\n").unwrap();
        let list = documents[0].get("list").unwrap().elements();
        assert_eq!((list[1].place.line, list[1].place.column), (4, 5));
        assert_eq!((list[1].text(), list[0].text()), (Some("null"), Some("a")));
        assert!(documents[1].get("other").unwrap().is_nothing());
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_place() {
        let refused = |text: &str| documents(text).unwrap_err();
        assert!(matches!(refused("a: [1\nb: 2"), (_, Fault::Syntax(_))));
        let (place, fault) = refused("a: 1\na: 2\n");
        assert_eq!((place.line, fault), (2, Fault::KeyTwice("a".to_owned())));
        assert_eq!(refused("a: &x 1\nb: *x\n").1, Fault::Anchor);
        let deep = format!("a: {}1{}", "[".repeat(60), "]".repeat(60));
        assert_eq!(refused(&deep).1, Fault::TooLarge);
    }
}
