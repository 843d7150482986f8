//! The face: events in, detections out.

use std::collections::BTreeMap;
use std::sync::Arc;

use contracts::ids::{CompanyId, DeviceId};
use firewall_logs::{Event, Field};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::company::{At, Company};
use super::detection::Detection;
use super::rules::Rules;
use super::rules::rule::Host;
use super::seeing::Sight;
use platform::text::Text;

/// Bounds of what is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How much later than the latest event of its company an event may come and still be counted with others.
    pub lateness: SignedDuration,
    /// How far an event's time may lie ahead of its receipt; beyond, the time of receipt is taken.
    pub ahead: SignedDuration,
    /// Groups that are remembered of each company, over all rules.
    pub groups: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lateness: SignedDuration::from_hours(1),
            ahead: SignedDuration::from_mins(10),
            groups: 4096,
        }
    }
}

/// Everything that a detector remembers, to be kept over a restart together with how far the log was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// 1.
    version: u8,
    companies: BTreeMap<CompanyId, Company>,
}

/// What a reader is told about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation<'r> {
    /// Title.
    pub title: &'r Text,
    /// What it means.
    pub description: &'r Text,
    /// What to do first.
    pub advice: Option<&'r Text>,
}

/// Compares events with rules.
#[derive(Clone, Debug)]
pub struct Detector {
    rules: Arc<Rules>,
    limits: Limits,
    companies: BTreeMap<CompanyId, Company>,
}

impl Detector {
    /// A detector that remembers nothing.
    pub fn new(rules: Arc<Rules>, limits: Limits) -> Self {
        Self {
            rules,
            limits,
            companies: BTreeMap::new(),
        }
    }

    /// A detector that remembers what another one did. What belongs to rules that are gone is forgotten.
    pub fn restore(rules: Arc<Rules>, limits: Limits, snapshot: Snapshot) -> Self {
        let mut companies = snapshot.companies;
        companies.values_mut().for_each(Company::wake);
        Self {
            rules,
            limits,
            companies,
        }
    }

    /// What it remembers.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            version: 1,
            companies: self.companies.clone(),
        }
    }

    /// The rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// An appliance is expected to speak from `since` on, though it has not said anything yet.
    pub fn expect(&mut self, company: CompanyId, device: DeviceId, since: Timestamp) {
        self.companies
            .entry(company)
            .or_default()
            .appliances
            .entry(device)
            .or_default()
            .expect(since);
    }

    /// Exactly these appliances are expected to speak, each from an instant on; what is remembered of others is
    /// forgotten, so that one that was taken away is never called silent.
    pub fn expect_only(&mut self, standing: &BTreeMap<(CompanyId, DeviceId), Timestamp>) {
        for (id, company) in &mut self.companies {
            company
                .appliances
                .retain(|device, _| standing.contains_key(&(*id, *device)));
        }
        for ((company, device), since) in standing {
            self.expect(*company, *device, *since);
        }
    }

    /// Nobody listened for this long: no appliance can be called silent for it.
    pub fn paused(&mut self, pause: SignedDuration) {
        let companies = self.companies.values_mut();
        let appliances = companies.flat_map(|company| company.appliances.values_mut());
        appliances.for_each(|appliance| appliance.paused(pause));
    }

    /// What was seen of a company until then was deleted: it is forgotten, unless something was seen since or an
    /// appliance is expected to speak (M6).
    pub fn forget(&mut self, company: CompanyId, until: Timestamp) {
        let known = self.companies.get(&company);
        if known.is_some_and(|known| known.is_over(until)) {
            self.companies.remove(&company);
        }
    }

    /// An event of a company's appliance, received at an instant; it happened when it says. Returns the detections
    /// that begin with it; those that only grow are told by [`Self::tick`].
    pub fn observe(
        &mut self,
        company: CompanyId,
        device: DeviceId,
        event: &Event<'_>,
        received: Timestamp,
    ) -> Vec<Detection> {
        let at = event
            .integer(Field::Time)
            .and_then(|time| Timestamp::from_millisecond(time).ok());
        self.observe_at(company, device, event, [at.unwrap_or(received), received])
    }

    /// An event whose time was corrected: when it happened, and when it was received.
    pub fn observe_at(
        &mut self,
        company: CompanyId,
        device: DeviceId,
        event: &Event<'_>,
        [at, received]: [Timestamp; 2],
    ) -> Vec<Detection> {
        let is_possible = at.duration_since(received) <= self.limits.ahead;
        let at = if is_possible { at } else { received };
        let of = At {
            id: company,
            rules: &self.rules,
            limits: &self.limits,
        };
        let sight = Sight::new(event, device, at);
        self.companies
            .entry(company)
            .or_default()
            .observe(&of, &sight, device, [at, received])
    }

    /// The clock: detections that grew since the last time, and appliances that are silent. Once a minute is enough.
    pub fn tick(&mut self, now: Timestamp) -> Vec<Detection> {
        let mut told = Vec::new();
        for (id, company) in &mut self.companies {
            let of = At {
                id: *id,
                rules: &self.rules,
                limits: &self.limits,
            };
            told.extend(company.tick(&of, now));
        }
        told
    }

    /// Events of a company that came too late to be counted with others, and groups that were given up because
    /// there were too many.
    pub fn losses(&self, company: CompanyId) -> (u64, u64) {
        self.companies
            .get(&company)
            .map_or((0, 0), |company| (company.late, company.dropped()))
    }
}

impl Rules {
    /// What a reader is told about a rule.
    pub fn explain(&self, id: &str) -> Option<Explanation<'_>> {
        let about = &self.all[self.position(id)?].about;
        Some(Explanation {
            title: &about.title,
            description: &about.description,
            advice: about.advice.as_ref(),
        })
    }

    /// Ids of all rules that give detections, in the order of their files.
    pub fn emitting(&self) -> impl Iterator<Item = &str> {
        self.all
            .iter()
            .filter(|rule| rule.emits)
            .map(|rule| rule.id.as_str())
    }

    /// Whether detections of a rule are about hosts.
    pub fn is_about_hosts(&self, id: &str) -> bool {
        self.position(id)
            .is_some_and(|rule| self.all[rule].about.host != Host::Nobody)
    }
}
