//! The condition of a rule: `selection and not 1 of filter_*`.
//!
//! `not` binds closest, then `and`, then `or`; brackets as usual.

use super::finding::Fault;

/// A condition over the selections of a rule, which are named by their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::detect) enum Condition {
    Selection(usize),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// How deep brackets and `not` may nest.
const DEPTH: usize = 32;

/// Reads a condition; `names` are the selections of the rule.
pub(super) fn read(text: &str, names: &[&str]) -> Result<Condition, Fault> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader {
        words: &words,
        names,
        depth: 0,
    };
    let condition = reader.any()?;
    match reader.words.is_empty() {
        true => Ok(condition),
        false => Err(reader.trouble()),
    }
}

struct Reader<'t> {
    words: &'t [&'t str],
    names: &'t [&'t str],
    depth: usize,
}

impl Reader<'_> {
    fn any(&mut self) -> Result<Condition, Fault> {
        let mut conditions = vec![self.all()?];
        while self.take("or") {
            conditions.push(self.all()?);
        }
        Ok(one_or(conditions, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, Fault> {
        let mut conditions = vec![self.single()?];
        while self.take("and") {
            conditions.push(self.single()?);
        }
        Ok(one_or(conditions, Condition::All))
    }

    fn single(&mut self) -> Result<Condition, Fault> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Fault::TooLarge);
        }
        let condition = self.inner();
        self.depth -= 1;
        condition
    }

    fn inner(&mut self) -> Result<Condition, Fault> {
        if self.take("not") {
            return Ok(Condition::Not(Box::new(self.single()?)));
        }
        if self.take("(") {
            let condition = self.any()?;
            return match self.take(")") {
                true => Ok(condition),
                false => Err(self.trouble()),
            };
        }
        let Some((word, rest)) = self.words.split_first() else {
            return Err(self.trouble());
        };
        if let [of, pattern, rest @ ..] = rest
            && of.eq_ignore_ascii_case("of")
        {
            let make: fn(Vec<Condition>) -> Condition = match word.to_ascii_lowercase().as_str() {
                "1" | "any" => Condition::Any,
                "all" => Condition::All,
                _ => return Err(self.trouble()),
            };
            let met = self.met(pattern)?;
            self.words = rest;
            return Ok(one_or(met, make));
        }
        let position = self.names.iter().position(|name| name == word);
        let is_word = ["and", "or", "not", ")"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word));
        match position {
            Some(position) => {
                self.words = rest;
                Ok(Condition::Selection(position))
            }
            None if is_word => Err(self.trouble()),
            None => Err(self.unknown(word)),
        }
    }

    /// The selections that `selection_*` or `them` means; those that begin with `_` are not meant by `them`.
    fn met(&self, pattern: &str) -> Result<Vec<Condition>, Fault> {
        let is_met = |name: &str| match pattern.split_once('*') {
            None if pattern.eq_ignore_ascii_case("them") => !name.starts_with('_'),
            None => name == pattern,
            Some((start, end)) => {
                name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
            }
        };
        let met = self.names.iter().enumerate().filter(|(_, name)| is_met(name));
        let met: Vec<_> = met.map(|(position, _)| Condition::Selection(position)).collect();
        match met.is_empty() {
            true => Err(self.unknown(pattern)),
            false => Ok(met),
        }
    }

    fn take(&mut self, word: &str) -> bool {
        let Some((first, rest)) = self.words.split_first() else {
            return false;
        };
        let is_it = first.eq_ignore_ascii_case(word);
        if is_it {
            self.words = rest;
        }
        is_it
    }

    fn trouble(&self) -> Fault {
        Fault::BadCondition(self.words.join(" "))
    }

    fn unknown(&self, name: &str) -> Fault {
        Fault::UnknownSelection(name.to_owned(), self.names.join(", "))
    }
}

fn one_or(mut conditions: Vec<Condition>, make: impl FnOnce(Vec<Condition>) -> Condition) -> Condition {
    match conditions.len() {
        1 => conditions.swap_remove(0),
        _ => make(conditions),
    }
}

impl Condition {
    /// Whether it holds, given which selections are met.
    pub(in crate::detect) fn holds(&self, selection: &mut impl FnMut(usize) -> bool) -> bool {
        match self {
            Self::Selection(position) => selection(*position),
            Self::Not(inner) => !inner.holds(selection),
            Self::All(all) => all.iter().all(|inner| inner.holds(selection)),
            Self::Any(any) => any.iter().any(|inner| inner.holds(selection)),
        }
    }

    /// Whether a selection is named in it.
    pub(super) fn uses(&self, position: usize) -> bool {
        match self {
            Self::Selection(named) => *named == position,
            Self::Not(inner) => inner.uses(position),
            Self::All(several) | Self::Any(several) => several.iter().any(|inner| inner.uses(position)),
        }
    }

    /// Whether it can hold at all, where some selections never do and the others may or may not.
    pub(super) fn can_be(&self, wanted: bool, never: &impl Fn(usize) -> bool) -> bool {
        match (self, wanted) {
            (Self::Selection(position), true) => !never(*position),
            (Self::Selection(_), false) => true,
            (Self::Not(inner), wanted) => inner.can_be(!wanted, never),
            (Self::All(all), true) | (Self::Any(all), false) => {
                all.iter().all(|inner| inner.can_be(wanted, never))
            }
            (Self::All(all), false) | (Self::Any(all), true) => {
                all.iter().any(|inner| inner.can_be(wanted, never))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = [
        "selection",
        "filter_main_a",
        "filter_main_b",
        "keywords",
        "_hidden",
    ];

    fn holds(text: &str, met: &[usize]) -> bool {
        read(text, &NAMES)
            .unwrap()
            .holds(&mut |position| met.contains(&position))
    }

    #[test]
    fn precedence_brackets_and_quantifiers() {
        for (text, met, is_met) in [
            ("selection", &[0][..], true),
            ("selection and not 1 of filter_main_*", &[0], true),
            ("selection and not 1 of filter_main_*", &[0, 2], false),
            ("all of filter_main_* or keywords", &[1, 2], true),
            ("all of filter_main_* or keywords", &[1], false),
            ("keywords or selection and filter_main_a", &[0], false),
            ("keywords or selection and filter_main_a", &[3], true),
            ("(keywords or selection) and filter_main_a", &[3], false),
            ("not selection", &[], true),
            ("NOT (selection OR keywords)", &[1], true),
            ("1 of them", &[4], false),
            ("any of them", &[3], true),
            ("all of them", &[0, 1, 2, 3], true),
            ("1 of *_b", &[2], true),
        ] {
            assert_eq!(holds(text, met), is_met, "{text} {met:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for text in [
            "selection and",
            "(selection",
            "selection keywords",
            "2 of filter_*",
            "and",
            "",
            "selection)",
        ] {
            assert!(
                matches!(read(text, &NAMES), Err(Fault::BadCondition(_))),
                "{text}"
            );
        }
        for text in ["selecton", "1 of other_*"] {
            assert!(
                matches!(read(text, &NAMES), Err(Fault::UnknownSelection(..))),
                "{text}"
            );
        }
        let deep = format!("{}selection", "not ".repeat(100));
        assert_eq!(read(&deep, &NAMES), Err(Fault::TooLarge));
    }

    #[test]
    fn what_can_hold_is_known() {
        let can = |text: &str| {
            read(text, &NAMES)
                .unwrap()
                .can_be(true, &|position| position == 0)
        };
        assert!(!can("selection"));
        assert!(!can("selection and keywords"));
        assert!(can("selection or keywords"));
        assert!(can("keywords and not selection"));
    }
}
