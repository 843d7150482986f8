//! What components show: plain structs that pages fill and `components.html` renders.

use askama::filters::Safe;
use contracts::support::Severity;
use platform::forms::Progress;

use crate::page::Link;
use crate::visitor::Visitor;

/// What a colour says; a word always stands beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neutral information.
    #[default]
    Info,
    /// Good, done.
    Ok,
    /// Needs attention soon.
    Warn,
    /// Wrong, overdue.
    Bad,
    /// Over, not of interest.
    Mute,
}

impl Tone {
    /// Of something this bad: the same wherever it is shown.
    pub const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Self::Bad,
            Severity::High => Self::Warn,
            Severity::Medium => Self::Info,
            Severity::Low | Severity::Informational => Self::Mute,
        }
    }
}

impl Tone {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Mute => "mute",
        }
    }

    /// The icon that says the same without colour.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Ok => "check",
            Self::Warn => "warning",
            Self::Bad => "error",
            Self::Mute => "minus",
        }
    }
}

/// A short word about a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// Colour.
    pub tone: Tone,
    /// The word.
    pub text: String,
}

impl Chip {
    /// A chip.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            text: text.into(),
        }
    }
}

/// One fact: `<dt>` and `<dd>`, with a small line below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// What.
    pub term: String,
    /// How it is.
    pub value: String,
    /// A small line, may be empty.
    pub note: String,
}

impl Fact {
    /// A fact without a note.
    pub fn new(term: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            term: term.into(),
            value: value.into(),
            note: String::new(),
        }
    }

    /// With a small line.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// The banner of a page: what happened or what people must know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Colour and icon.
    pub tone: Tone,
    /// First line, bold.
    pub title: String,
    /// More, may be empty.
    pub text: String,
    /// A link, if there is more to read.
    pub link: Option<Link>,
}

impl Notice {
    /// A notice of one line.
    pub fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self {
            tone,
            title: title.into(),
            ..Self::default()
        }
    }

    /// With a paragraph.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// With a link.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.link = Some(Link::new(href, label));
        self
    }
}

/// Where a step of a journey is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// Behind us.
    Done,
    /// Here.
    Now,
    /// Ahead.
    Todo,
}

impl At {
    /// The class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Todo => "todo",
        }
    }

    /// The word for those who don't see the mark.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Done => "step-done",
            Self::Now => "step-now",
            Self::Todo => "step-todo",
        }
    }
}

/// A step: of the flow of a call (C19), of an applicant's way, of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub title: String,
    /// When, how, by whom; may be empty.
    pub note: String,
    /// Where to read or do more.
    pub link: Option<Link>,
    /// Where it is; `None` in a flow that is not about somebody.
    pub at: Option<At>,
}

impl Step {
    /// A step of a flow.
    pub fn new(title: impl Into<String>, note: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            note: note.into(),
            link: None,
            at: None,
        }
    }

    /// At a place on somebody's way.
    #[must_use]
    pub fn at(mut self, at: At) -> Self {
        self.at = Some(at);
        self
    }

    /// With a link.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.link = Some(Link::new(href, label));
        self
    }

    /// For templates: the class, empty when the flow is not about somebody.
    pub fn class(&self) -> &'static str {
        self.at.map_or("", At::class)
    }
}

/// A line of a task list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Where it is done; `None` while it cannot be begun.
    pub href: Option<String>,
    /// What.
    pub title: String,
    /// More about it, may be empty.
    pub hint: String,
    /// How far.
    pub progress: Progress,
}

impl Task {
    /// The word for how far it is.
    pub const fn key(&self) -> &'static str {
        match (self.href.is_some(), self.progress) {
            (false, _) => "task-blocked",
            (_, Progress::Todo) => "task-todo",
            (_, Progress::Doing) => "task-doing",
            (_, Progress::Done) => "task-done",
        }
    }

    /// Its colour.
    pub const fn tone(&self) -> Tone {
        match (self.href.is_some(), self.progress) {
            (false, _) => Tone::Mute,
            (_, Progress::Todo) => Tone::Info,
            (_, Progress::Doing) => Tone::Warn,
            (_, Progress::Done) => Tone::Ok,
        }
    }
}

/// A line of the check-your-answers page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The question.
    pub label: String,
    /// What was answered, one line each; empty shows 「未入力」.
    pub values: Vec<String>,
    /// Where it can be changed.
    pub change: Option<String>,
}

/// The next deadline: the largest thing on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// 「回答の期限」
    pub what: String,
    /// 「7月7日（月）24時まで」
    pub when: String,
    /// 「あと2日と5時間」, may be empty.
    pub remaining: String,
    /// What happens then.
    pub note: String,
    /// How urgent.
    pub tone: Tone,
}

/// A figure at the top of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kpi {
    /// The figure.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// Its colour.
    pub tone: Tone,
    /// The list behind it.
    pub href: Option<String>,
}

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub label: String,
    /// Sorts by it, if it can be sorted by.
    pub href: Option<String>,
    /// How it is sorted now.
    pub order: Option<Order>,
    /// Figures stand on the right.
    pub numeric: bool,
}

impl Column {
    /// A column that cannot be sorted by.
    pub fn plain(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
            order: None,
            numeric: false,
        }
    }

    /// A column that can be: `href` sorts by it, the other way round if it is sorted by it now.
    pub fn sorted(label: impl Into<String>, href: impl Into<String>, order: Option<Order>) -> Self {
        Self {
            label: label.into(),
            href: Some(href.into()),
            order,
            numeric: false,
        }
    }

    /// Of figures.
    #[must_use]
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// The value of `aria-sort`.
    pub const fn aria_sort(&self) -> &'static str {
        match self.order {
            Some(Order::Ascending) => "ascending",
            Some(Order::Descending) => "descending",
            None => "none",
        }
    }
}

/// Pages of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// This page, from 1.
    pub page: u64,
    /// Lines on a page.
    pub size: u64,
    /// Lines in all.
    pub total: u64,
    /// Address up to the page's number, such as `/desk/x?sort=due&page=`.
    pub address: String,
}

impl Pagination {
    /// The last page, at least 1.
    pub fn last(&self) -> u64 {
        self.total.div_ceil(self.size.max(1)).max(1)
    }

    /// Number of the first line shown; 0 when there is none.
    pub fn from(&self) -> u64 {
        if self.total == 0 {
            0
        } else {
            self.page.saturating_sub(1) * self.size + 1
        }
    }

    /// Number of the last line shown.
    pub fn to(&self) -> u64 {
        (self.page * self.size).min(self.total)
    }

    /// Pages to name: the first, the last, and those around this one; `None` stands for a gap.
    pub fn shown(&self) -> Vec<Option<u64>> {
        let last = self.last();
        let near = self.page.saturating_sub(1).max(1)..=(self.page + 1).min(last);
        let mut pages: Vec<u64> = [1, last].into_iter().chain(near).collect();
        pages.sort_unstable();
        pages.dedup();
        let mut shown = Vec::new();
        let mut before = 0;
        for page in pages {
            match page - before {
                0 | 1 => {}
                2 => shown.push(Some(page - 1)),
                _ => shown.push(None),
            }
            shown.push(Some(page));
            before = page;
        }
        shown
    }

    /// For templates: 「全 68 件中 21〜40 件を表示」
    pub fn line(&self, visitor: &Visitor) -> String {
        let count = |number: u64| {
            visitor
                .words
                .number(i64::try_from(number).unwrap_or(i64::MAX))
                .into()
        };
        let values = [
            ("total", count(self.total)),
            ("from", count(self.from())),
            ("to", count(self.to())),
        ];
        visitor.words.say_with("pages-lines", &values)
    }

    /// Where a page is.
    pub fn href(&self, page: &u64) -> String {
        format!("{}{page}", self.address)
    }
}

/// A share of something: applications against places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What.
    pub label: String,
    /// How many.
    pub value: u64,
    /// Of how many.
    pub maximum: u64,
    /// The same in words: 「14 件」.
    pub text: String,
}

impl Visitor {
    /// For templates: an icon, hidden from screen readers (a word stands beside it).
    pub fn icon(&self, name: &str) -> Safe<&'static str> {
        icon(name)
    }
}

/// An icon by name; an unknown name shows nothing.
pub fn icon(name: &str) -> Safe<&'static str> {
    macro_rules! svg {
        ($inner:literal) => {
            concat!(
                r#"<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">"#,
                $inner,
                "</svg>"
            )
        };
    }
    Safe(match name {
        "check" => svg!(
            r#"<circle cx="12" cy="12" r="10" fill="currentColor"/><path d="m7 12.5 3.5 3.5L17 9" class="cut"/>"#
        ),
        "error" => svg!(
            r#"<path d="M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z" fill="currentColor"/><path d="M12 7v6m0 3.4v.6" class="cut"/>"#
        ),
        "warning" => svg!(
            r#"<path d="M12 2.5 23 21.5H1z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M12 9.5v5m0 3v.5" class="cut"/>"#
        ),
        "info" => svg!(
            r#"<circle cx="12" cy="12" r="10" fill="currentColor"/><path d="M12 11v6m0-10v.6" class="cut"/>"#
        ),
        "minus" => {
            svg!(r#"<circle cx="12" cy="12" r="10" fill="currentColor"/><path d="M7.5 12h9" class="cut"/>"#)
        }
        "clock" => {
            svg!(r#"<circle cx="12" cy="12" r="9" class="line"/><path d="M12 6.5V12l3.5 2.5" class="line"/>"#)
        }
        "file" => svg!(
            r#"<path d="M6 2.5h8.5L19 7v14.5H6z" class="line"/><path d="M14 2.5V8h5M9 13h7M9 17h7" class="line"/>"#
        ),
        "download" => svg!(r#"<path d="M12 3v12m-5-5 5 5 5-5M4 20h16" class="line"/>"#),
        "search" => svg!(
            r#"<circle cx="10.5" cy="10.5" r="6.5" class="line"/><path d="m15.5 15.5 5 5" class="line"/>"#
        ),
        "globe" => svg!(
            r#"<circle cx="12" cy="12" r="9" class="line"/><path d="M3 12h18M12 3c3 2.5 4 5.5 4 9s-1 6.5-4 9c-3-2.5-4-5.5-4-9s1-6.5 4-9z" class="line"/>"#
        ),
        "external" => svg!(r#"<path d="M14 4h6v6m0-6-9 9M18 14v6H4V6h6" class="line"/>"#),
        "telephone" => svg!(
            r#"<path d="M6 3h3.5l1.5 5-2.3 1.7a13 13 0 0 0 5.6 5.6L16 13l5 1.5V18c0 1.7-1.3 3-3 3C10.3 21 3 13.7 3 6c0-1.7 1.3-3 3-3z" class="line"/>"#
        ),
        "up" => svg!(r#"<path d="M12 5v14M6 11l6-6 6 6" class="line"/>"#),
        "down" => svg!(r#"<path d="M12 5v14m-6-6 6 6 6-6" class="line"/>"#),
        "both" => svg!(r#"<path d="m8 9 4-4 4 4m-8 6 4 4 4-4" class="line"/>"#),
        "left" => svg!(r#"<path d="m14.5 5-7 7 7 7" class="line"/>"#),
        "right" => svg!(r#"<path d="m9.5 5 7 7-7 7" class="line"/>"#),
        _ => "",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(page: u64, total: u64) -> String {
        let pages = Pagination {
            page,
            size: 10,
            total,
            address: String::new(),
        };
        let name = |page: Option<u64>| page.map_or_else(|| "…".to_owned(), |page| page.to_string());
        pages.shown().into_iter().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn pages_are_named_around_this_one() {
        assert_eq!(pages(1, 0), "1");
        assert_eq!(pages(1, 30), "1 2 3");
        assert_eq!(pages(1, 100), "1 2 … 10");
        assert_eq!(pages(5, 100), "1 … 4 5 6 … 10");
        assert_eq!(pages(4, 100), "1 2 3 4 5 … 10");
        assert_eq!(pages(10, 100), "1 … 9 10");
    }

    #[test]
    fn lines_are_counted_from_one() {
        let pages = Pagination {
            page: 3,
            size: 10,
            total: 24,
            address: "?page=".to_owned(),
        };
        assert_eq!((pages.from(), pages.to(), pages.last()), (21, 24, 3));
        assert_eq!(pages.href(&2), "?page=2");
        let none = Pagination {
            total: 0,
            page: 1,
            ..pages
        };
        assert_eq!((none.from(), none.to()), (0, 0));
    }
}
