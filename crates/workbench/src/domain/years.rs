//! A year that is closed never changes again; this year stands beside the last (W10).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use jiff::civil::Date;

use super::assessment::{Counts, assess};
use super::book::Book;
use super::catalogue::Catalogue;
use super::diagnosis::{Answer, Answers, score};
use super::plan::Progress;
use super::record::{Entry, Kind, Slot};
use super::risk::Method;
use super::soa::{Implementation, statement};

/// What a year comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Edition of the 25 questions.
    pub edition: String,
    /// Answers of the whole company.
    pub answers: Answers,
    /// Points.
    pub total: i32,
    /// Band, if all were answered.
    pub band: Option<u8>,
    /// How risks were reckoned.
    pub method: Method,
    /// Risks.
    pub risks: Counts,
    /// Rows of the ledger.
    pub assets: usize,
    /// Controls that apply.
    pub applies: usize,
    /// Of these, implemented.
    pub implemented: usize,
    /// Planned measures.
    pub planned: usize,
    /// Of these, done.
    pub done: usize,
}

/// A closed year: what it came to, and every entry as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// What people call it: 令和8年度.
    pub label: String,
    /// When it was closed.
    pub closed: Date,
    /// What it came to.
    pub summary: Summary,
    /// Kind, key and content of every entry.
    entries: Vec<(String, String, Value)>,
    /// Over everything above.
    hash: String,
}

/// What this year comes to.
pub fn summary(catalogue: &Catalogue, book: &Book) -> Summary {
    let answers = book.company_answers(catalogue.diagnosis.points);
    let score = score(&catalogue.diagnosis, &answers);
    let assessment = assess(catalogue, book);
    let rows = statement(catalogue, book, &assessment);
    let kept = book
        .tasks
        .values()
        .filter(|task| task.progress != Progress::Dropped);
    Summary {
        edition: catalogue.diagnosis.edition.id.clone(),
        answers,
        total: score.total,
        band: score.band,
        method: assessment.method,
        risks: assessment.counts(),
        assets: book.assets.len(),
        applies: rows.iter().filter(|row| row.applies).count(),
        implemented: rows
            .iter()
            .filter(|row| row.implementation == Implementation::Implemented)
            .count(),
        planned: kept.clone().count(),
        done: kept.filter(|task| task.progress == Progress::Done).count(),
    }
}

/// Closes a year.
pub fn close(catalogue: &Catalogue, book: &Book, label: &str, closed: Date) -> Snapshot {
    let entries = book.entries();
    let entry = |entry: &Entry| {
        let Slot { kind, key } = entry.slot();
        let content = serde_json::from_slice(&entry.content()).expect("an entry's content is JSON");
        (kind.as_str().to_owned(), key, content)
    };
    let mut snapshot = Snapshot {
        label: label.to_owned(),
        closed,
        summary: summary(catalogue, book),
        entries: entries.iter().map(entry).collect(),
        hash: String::new(),
    };
    snapshot.hash = snapshot.reckoned();
    snapshot
}

impl Snapshot {
    fn reckoned(&self) -> String {
        let parts = (&self.label, self.closed, &self.summary, &self.entries);
        let json = serde_json::to_vec(&parts).expect("plain data with text keys is JSON");
        hex::encode(Sha256::digest(json))
    }

    /// Nobody changed it since it was closed.
    pub fn is_whole(&self) -> bool {
        self.hash == self.reckoned()
    }

    /// The book as it was; entries of kinds that are no longer known are left out.
    pub fn book(&self) -> Book {
        let mut book = Book::default();
        for (kind, key, content) in &self.entries {
            let Some(kind) = Kind::from_name(kind) else {
                continue;
            };
            let slot = Slot::new(kind, key);
            if let Ok(entry) = Entry::read(&slot, content.to_string().as_bytes()) {
                book.put(entry);
            }
        }
        book
    }
}

/// An answer that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Question.
    pub number: u8,
    /// Last time.
    pub then: Answer,
    /// This time.
    pub now: Answer,
}

/// Last time beside this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The same edition of the questions both times: otherwise answers are not set side by side, and totals are marked.
    pub same_edition: bool,
    /// The same method both times: otherwise risks are not set side by side.
    pub same_method: bool,
    /// Answers that are better now.
    pub better: Vec<Moved>,
    /// Answers that are worse now.
    pub worse: Vec<Moved>,
    /// Points more, or fewer.
    pub points: i32,
}

/// Sets this time beside last time.
pub fn compare(catalogue: &Catalogue, then: &Summary, now: &Summary) -> Comparison {
    let points = catalogue.diagnosis.points;
    let same_edition = then.edition == now.edition;
    let moved = now.answers.iter().filter_map(|(number, now)| {
        let then = *then.answers.get(number)?;
        (then != *now).then_some(Moved {
            number: *number,
            then,
            now: *now,
        })
    });
    let (better, worse) = moved
        .filter(|_| same_edition)
        .partition(|moved| moved.now.points(points) > moved.then.points(points));
    Comparison {
        same_edition,
        same_method: then.method.as_str() == now.method.as_str(),
        better,
        worse,
        points: now.total - then.total,
    }
}
