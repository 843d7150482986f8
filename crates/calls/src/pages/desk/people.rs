//! Who did something, by name.

use std::collections::HashMap;

use platform::actor::Actor;
use platform::identity::accounts;
use sea_orm::ConnectionTrait;
use web::Visitor;

use crate::error::Result;

/// Names of members of staff by their ids.
pub(super) struct People(HashMap<String, String>);

impl People {
    /// Everybody with an account, those whose account is closed too.
    pub(super) async fn load(connection: &impl ConnectionTrait) -> Result<Self> {
        let people = accounts(connection).await?.into_iter();
        Ok(Self(
            people
                .map(|account| (account.id.to_string(), account.name))
                .collect(),
        ))
    }

    /// Who, in the reader's words; of a person without an account the end of the id.
    pub(super) fn who(&self, visitor: &Visitor, kind: &str, id: &str) -> String {
        match kind {
            "staff" => self.staff(visitor, id),
            "applicant" => visitor.say("desk-applicant"),
            "anonymous" => visitor.say("desk-visitor"),
            _ => visitor.say("desk-system"),
        }
    }

    fn staff(&self, visitor: &Visitor, id: &str) -> String {
        if let Some(name) = self.0.get(id) {
            return name.clone();
        }
        match &visitor.actor {
            Actor::Staff { name, id: own, .. } if own.to_string() == id => name.clone(),
            _ => {
                let start = id.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
                visitor.say1("desk-staff", "id", &id[start..])
            }
        }
    }

    /// Ids and names by name, to choose from.
    pub(super) fn sorted(&self) -> Vec<(&str, &str)> {
        let mut people: Vec<_> = self
            .0
            .iter()
            .map(|(id, name)| (id.as_str(), name.as_str()))
            .collect();
        people.sort_by_key(|(_, name)| *name);
        people
    }
}
