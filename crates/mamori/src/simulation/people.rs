//! Those who got a receipt, as the simulation remembers them.

use std::collections::HashMap;

use contracts::ids::ApplicationId;
use jiff::Timestamp;

use super::fate::Fate;

/// Somebody's place in [`People`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonIndex(pub usize);

/// Somebody who got a receipt.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their application.
    pub id: ApplicationId,
    /// Receipt number.
    pub number: i64,
    /// The key it was sent under.
    pub key: String,
    /// When it arrived.
    pub arrived: Timestamp,
    /// Outcome of the eligibility check.
    pub outcome: String,
    /// Where the rules that failed refer to.
    pub refer_to: Vec<String>,
    /// The same company applied before, under another key.
    pub again: bool,
    /// What they will do.
    pub fate: Fate,
    /// It is known that they have a place.
    pub welcomed: bool,
}

/// Everybody who got a receipt.
#[derive(Debug, Default)]
pub struct People {
    all: Vec<Person>,
    by_id: HashMap<ApplicationId, PersonIndex>,
}

impl People {
    /// One more.
    pub fn add(&mut self, person: Person) -> PersonIndex {
        let index = PersonIndex(self.all.len());
        self.by_id.insert(person.id, index);
        self.all.push(person);
        index
    }

    /// The person at an index that [`People::add`] gave.
    pub fn get(&self, index: PersonIndex) -> &Person {
        &self.all[index.0]
    }

    /// The same, to change.
    pub fn get_mut(&mut self, index: PersonIndex) -> &mut Person {
        &mut self.all[index.0]
    }

    /// Who stands behind an application.
    pub fn find(&self, id: ApplicationId) -> Option<PersonIndex> {
        self.by_id.get(&id).copied()
    }

    /// Everybody, in the order of arrival.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.all.iter()
    }
}
