//! The audit log told again from its beginning: what it says must be possible, and must end where the table stands.

use std::collections::{BTreeMap, HashMap};

use calls::domain::application::{State, StateName};
use contracts::ids::ApplicationId;

use super::Found;
use crate::simulation::evidence::{Change, Deed, Evidence};

/// Where an application stands in the tale.
#[derive(Clone, Debug)]
struct Standing {
    course: String,
    name: StateName,
    /// The whole state, once a change has told it.
    state: Option<State>,
}

/// The tale so far.
#[derive(Default)]
struct Tale {
    standing: HashMap<ApplicationId, Standing>,
    /// Applications that have not ended, by course: in a first-come call each holds a place.
    alive: BTreeMap<String, u64>,
    seated: u64,
}

/// What is wrong with a deed: what should be, what is.
type Wrong = (String, String);

impl Tale {
    fn tell(&mut self, deed: &Deed) -> Result<(), Wrong> {
        let Some(id) = deed.application else { return Ok(()) };
        match &deed.change {
            Change::Arrived { course, state, .. } => {
                let standing = Standing {
                    course: course.clone(),
                    name: *state,
                    state: None,
                };
                self.count(course, *state, 1);
                match self.standing.insert(id, standing) {
                    None => Ok(()),
                    Some(earlier) => Err(("a new application".to_owned(), earlier.name.as_str().to_owned())),
                }
            }
            Change::Course { course } => {
                let standing = self.standing.get_mut(&id).ok_or_else(unknown)?;
                let (old, name) = (
                    std::mem::replace(&mut standing.course, course.clone()),
                    standing.name,
                );
                self.count(&old, name, -1);
                self.count(course, name, 1);
                Ok(())
            }
            Change::State { before, after } => self.change(id, before, after),
            Change::Other => Ok(()),
        }
    }

    fn change(&mut self, id: ApplicationId, before: &State, after: &State) -> Result<(), Wrong> {
        let standing = self.standing.get_mut(&id).ok_or_else(unknown)?;
        let follows =
            standing.name == before.name() && standing.state.as_ref().is_none_or(|state| state == before);
        let was = std::mem::replace(&mut standing.name, after.name());
        standing.state = Some(after.clone());
        let course = standing.course.clone();
        self.count(&course, was, -1);
        self.count(&course, after.name(), 1);
        if follows {
            Ok(())
        } else {
            Err((was.as_str().to_owned(), before.name().as_str().to_owned()))
        }
    }

    fn count(&mut self, course: &str, state: StateName, by: i64) {
        if !state.is_final() {
            let alive = self.alive.entry(course.to_owned()).or_default();
            *alive = alive.saturating_add_signed(by);
        }
        if state.is_seated() {
            self.seated = self.seated.saturating_add_signed(by);
        }
    }
}

fn unknown() -> Wrong {
    (
        "an application that arrived".to_owned(),
        "one that never did".to_owned(),
    )
}

/// Never over capacity, after any deed: in a first-come call by course, in a lottery over all, and in the public log
/// after any line.
pub fn capacity(evidence: &Evidence) -> Found {
    let file = &evidence.programme.file;
    let mut found = Found::default();
    let mut tale = Tale::default();
    for deed in evidence.deeds.iter().filter(|deed| deed.change != Change::Other) {
        found.examined += 1;
        // Whether the deed follows from the one before is what `states` looks at.
        let _ = tale.tell(deed);
        if tale.seated > u64::from(file.selection.capacity) {
            found.violate(
                format!("audit {}", deed.seq),
                file.selection.capacity,
                tale.seated,
            );
        }
        if file.is_lottery() {
            continue;
        }
        for (course, alive) in &tale.alive {
            let places = file.course(course).map_or(0, |course| course.capacity);
            if *alive > u64::from(places) {
                found.violate(format!("audit {} {course}", deed.seq), places, alive);
            }
        }
    }
    public_log(evidence, &mut found);
    found
}

fn public_log(evidence: &Evidence, found: &mut Found) {
    let Some(Ok(bundle)) = evidence.draw.as_ref().map(|draw| &draw.opened) else {
        return;
    };
    let terms = bundle.charter().terms();
    let mut state = fair_draw::State::new(bundle.ranking(), &terms.frames, terms.capacity);
    for line in bundle.log().lines() {
        found.examined += 1;
        let allowed = state.apply(line.label, &line.event);
        let seated = state.seated().len();
        if allowed.is_err() || seated as u64 > u64::from(terms.capacity) {
            found.violate(format!("log {}", line.seq), terms.capacity, seated);
        }
    }
}

/// First come: the counters are the places that applications hold, no more than there are, and who has not ended
/// holds one.
pub fn places(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    if evidence.programme.file.is_lottery() {
        return found;
    }
    for place in &evidence.places {
        found.expect(
            || place.of.clone(),
            &place.held.to_string(),
            &place.taken.to_string(),
        );
        if place.taken > place.capacity {
            found.violate(&place.of, place.capacity, place.taken);
        }
    }
    for one in &evidence.applications {
        found.expect(|| evidence.code(one.id), &!one.state.is_final(), &one.holds_place);
    }
    found
}

/// Each deed follows from the one before, and the last ones are what the table says.
pub fn states(evidence: &Evidence) -> Found {
    let mut found = Found::default();
    let mut tale = Tale::default();
    for deed in &evidence.deeds {
        found.examined += 1;
        if let Err((expected, is)) = tale.tell(deed) {
            found.violate(format!("audit {} {}", deed.seq, deed.action), expected, is);
        }
    }
    for one in &evidence.applications {
        let told = tale.standing.get(&one.id);
        let told = told.map_or_else(String::new, |told| {
            format!("{} {}", told.name.as_str(), told.course)
        });
        found.expect(
            || evidence.code(one.id),
            &told,
            &format!("{} {}", one.state.as_str(), one.course),
        );
    }
    found.expect(
        || "applications".to_owned(),
        &tale.standing.len(),
        &evidence.applications.len(),
    );
    found
}
