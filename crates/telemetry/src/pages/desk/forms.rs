//! What can be done with an installation, as forms: the next step first.

use platform::clock::date_in_tokyo;
use web::Visitor;
use web::form::{FieldView, OptionView};

use crate::context::Telemetry;
use crate::domain::device::names;
use crate::domain::installation::{Choice, Offer, Removal, State, Why};
use crate::domain::terms::Terms;
use crate::domain::visit;
use crate::error::Result;
use crate::pages::said;
use crate::store::entities::{appointment, installation};
use crate::store::{erasures, installations, stock};

/// Business days for which times are proposed.
const DAYS: usize = 6;
/// What is checked at the installation.
pub(super) const CHECKLIST: [&str; 5] = ["power", "line", "internet", "log", "explained"];

names! {
    /// What the secretariat can do; also the last part of the form's address.
    Act:
    /// The survey: it can be installed.
    Fit = "fit",
    /// It cannot be installed.
    Unfit = "unfit",
    /// Times are proposed.
    Propose = "propose",
    /// A time is fixed.
    Book = "book",
    /// The time that was fixed does not stand.
    Unbook = "unbook",
    /// It was installed.
    Install = "install",
    /// It was installed on another day than noted.
    Correct = "correct",
    /// Its first line arrived.
    FirstLog = "first_log",
    /// A defective appliance was exchanged.
    Exchange = "exchange",
    /// The company said how it goes on.
    Decide = "decide",
    /// The contract stands.
    Contract = "contract",
    /// It is taken away early.
    Leave = "leave",
    /// It was taken away.
    Remove = "remove",
    /// The company answered the offer of the other course.
    Offer = "offer",
    /// It was moved to the other course.
    Moved = "moved",
    /// It is looked at again.
    Reopen = "reopen",
    /// Given up.
    Cancel = "cancel",
    /// The data is to be deleted now.
    Deleted = "deleted",
}

/// A form: what it does, its fields, its button.
pub(super) struct ActForm {
    pub(super) act: &'static str,
    pub(super) fields: String,
    pub(super) button: String,
    /// What it cannot take back.
    pub(super) danger: bool,
    /// It is the next step: it stands open.
    pub(super) first: bool,
}

/// What was sent, when something is wrong with it.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) act: Option<Act>,
    pub(super) pairs: Vec<(String, String)>,
    pub(super) errors: Vec<(String, String)>,
}

impl Sent {
    fn text(&self, act: Act, name: &str) -> String {
        let own = self.act == Some(act);
        let found = self.pairs.iter().find(|(key, _)| own && key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn error(&self, act: Act, name: &str) -> Option<String> {
        let own = self.act == Some(act);
        let found = self.errors.iter().find(|(key, _)| own && key == name);
        found.map(|(_, error)| error.clone())
    }

    /// For the top of the page: what is wrong, each leading to its field.
    pub(super) fn summary(&self) -> Vec<(String, String)> {
        let link = |(name, error): &(String, String)| match (self.act, name.as_str()) {
            (Some(act), name) if name != "main" => (id(act, name), error.clone()),
            _ => ("main".to_owned(), error.clone()),
        };
        self.errors.iter().map(link).collect()
    }

    fn chosen(&self, act: Act, name: &str, value: &str) -> bool {
        self.act == Some(act) && self.pairs.iter().any(|(key, one)| key == name && one == value)
    }
}

/// What can be done now; the next step first.
pub(super) async fn forms(
    telemetry: &Telemetry,
    visitor: &Visitor,
    terms: &Terms,
    row: &installation::Model,
    state: &State,
    sent: &Sent,
) -> Result<Vec<ActForm>> {
    let mut acts = acts(state, row);
    if erasures::of(telemetry.store.reader(), row.id).await?.is_some() {
        acts.retain(|act| *act != Act::Deleted);
    }
    let needs_times = acts.iter().any(|act| matches!(act, Act::Propose | Act::Book));
    let times = if needs_times {
        times(telemetry, visitor, terms).await?
    } else {
        Vec::new()
    };
    let needs_stock = acts.iter().any(|act| matches!(act, Act::Install | Act::Exchange));
    let devices = if needs_stock {
        ready(telemetry, visitor).await?
    } else {
        Vec::new()
    };
    let fields = Fields {
        visitor,
        terms,
        row,
        sent,
        times: &times,
        devices: &devices,
    };
    let form = |(index, act): (usize, &Act)| ActForm {
        act: act.as_str(),
        fields: web::form::render(visitor, &fields.of(*act)),
        button: visitor.say(&format!("device-act-{}", act.as_str().replace('_', "-"))),
        danger: matches!(act, Act::Unfit | Act::Cancel | Act::Leave | Act::Deleted),
        first: index == 0 || sent.act == Some(*act),
    };
    Ok(acts.iter().enumerate().map(form).collect())
}

/// The next step, then what else is possible.
fn acts(state: &State, row: &installation::Model) -> Vec<Act> {
    let held = row.held();
    let mut acts = match state {
        State::Survey { .. } => vec![Act::Fit, Act::Unfit, Act::Cancel],
        State::Ready { .. } => vec![Act::Propose, Act::Book, Act::Unfit, Act::Cancel],
        State::Proposed { .. } => vec![Act::Book, Act::Propose, Act::Unfit, Act::Cancel],
        State::Appointed { .. } => vec![Act::Install, Act::Book, Act::Unbook, Act::Unfit, Act::Cancel],
        State::Trial(trial) => match (trial.choice, trial.first_log) {
            (Choice::Continue { .. }, _) => vec![
                Act::Contract,
                Act::Decide,
                Act::Exchange,
                Act::Leave,
                Act::Correct,
            ],
            (_, None) => vec![
                Act::FirstLog,
                Act::Decide,
                Act::Exchange,
                Act::Leave,
                Act::Correct,
            ],
            _ => vec![Act::Decide, Act::Exchange, Act::Leave, Act::Correct],
        },
        State::Leaving { visit, .. } => match visit {
            Removal::Open { .. } => vec![Act::Propose, Act::Book, Act::Remove, Act::Correct],
            Removal::Proposed { .. } => vec![Act::Book, Act::Propose, Act::Remove, Act::Correct],
            Removal::Appointed { .. } => vec![Act::Remove, Act::Book, Act::Unbook, Act::Correct],
        },
        State::Unsuitable { offer, .. } => match offer {
            Offer::Open => vec![Act::Offer, Act::Reopen],
            Offer::Accepted { .. } => vec![Act::Moved],
            Offer::None | Offer::Declined { .. } => vec![Act::Reopen],
            Offer::Moved { .. } => Vec::new(),
        },
        State::Cancelled { .. } => vec![Act::Reopen],
        State::Removed { .. } | State::Continued { .. } => Vec::new(),
    };
    if held.keep_until.is_some() && held.deleted.is_none() {
        acts.push(Act::Deleted);
    }
    acts
}

/// Times with room, as values and labels.
async fn times(telemetry: &Telemetry, visitor: &Visitor, terms: &Terms) -> Result<Vec<(String, String)>> {
    let today = date_in_tokyo(visitor.now);
    let first = visit::first_day(terms, today);
    let until = visitor.now + jiff::SignedDuration::from_hours(24 * 60);
    let booked =
        installations::visits(telemetry.store.reader(), &terms.programme, visitor.now, until).await?;
    let booked: Vec<_> = booked.iter().map(appointment::Model::slot).collect();
    let free = visit::free(terms, first, None, DAYS, &booked);
    let one = |slot: visit::Slot| (said::slot_value(slot), said::slot(visitor, slot));
    Ok(free.into_values().flatten().map(one).collect())
}

async fn ready(telemetry: &Telemetry, visitor: &Visitor) -> Result<Vec<(String, String)>> {
    let devices = stock::ready(telemetry.store.reader()).await?;
    let ids = devices.iter().map(|device| device.id).collect();
    let certificates = stock::valid_certificates(telemetry.store.reader(), ids).await?;
    let one = |device: crate::store::entities::device::Model| {
        let mut label = format!("{}（{} {}）", device.serial, device.vendor, device.model);
        if !certificates.contains_key(&device.id) {
            label = format!("{label} {}", visitor.say("device-no-certificate-short"));
        }
        (device.id.to_string(), label)
    };
    Ok(devices.into_iter().map(one).collect())
}

/// Several forms of the page ask for the same: each has names of its own.
pub(super) fn id(act: Act, name: &str) -> String {
    format!("{}_{name}", act.as_str())
}

/// The fields of the acts.
struct Fields<'a> {
    visitor: &'a Visitor,
    terms: &'a Terms,
    row: &'a installation::Model,
    sent: &'a Sent,
    times: &'a [(String, String)],
    devices: &'a [(String, String)],
}

impl Fields<'_> {
    fn of(&self, act: Act) -> Vec<FieldView> {
        match act {
            Act::Fit | Act::Unbook | Act::FirstLog | Act::Moved | Act::Reopen => Vec::new(),
            Act::Unfit | Act::Cancel => vec![self.text(act, "reason", "device-field-reason")],
            Act::Propose => vec![self.options(act, "slot", "device-field-slots", self.times, true)],
            Act::Book => {
                let mut fields = vec![self.options(act, "slot", "device-field-slot", self.times, false)];
                let agreed = self.row.agreed_version.as_ref() == Some(&self.terms.data.version);
                if !agreed {
                    fields.push(self.tick(act, "agree", "device-field-agree"));
                }
                fields
            }
            Act::Install => vec![
                self.options(act, "device", "device-field-device", self.devices, false),
                self.date(act, "on", "device-field-installed-on"),
                self.line(act, "technician", "device-field-technician"),
                self.checklist(act),
            ],
            Act::Correct => vec![
                self.date(act, "on", "device-field-installed-on"),
                self.text(act, "reason", "device-field-correct-reason"),
            ],
            Act::Exchange => vec![
                self.options(act, "device", "device-field-new-device", self.devices, false),
                self.text(act, "defect", "device-field-defect"),
            ],
            Act::Decide => vec![self.choice(act, "decision", &["continue", "remove"])],
            Act::Contract => vec![
                self.line(act, "number", "device-contract-number"),
                self.date(act, "on", "appliance-contract-from"),
            ],
            Act::Leave => vec![self.choice(act, "why", &[Why::Early.as_str(), Why::Withdrawn.as_str()])],
            Act::Remove => vec![self.date(act, "on", "appliance-removed-on")],
            Act::Offer => vec![self.choice(act, "course", &["accept", "decline"])],
            Act::Deleted => vec![self.text(act, "note", "device-field-deleted-note")],
        }
    }

    fn text(&self, act: Act, name: &str, key: &str) -> FieldView {
        FieldView::text(&id(act, name), self.visitor.say(key))
            .required()
            .value(self.sent.text(act, name))
            .error(self.sent.error(act, name))
    }

    fn line(&self, act: Act, name: &str, key: &str) -> FieldView {
        FieldView::line(&id(act, name), self.visitor.say(key))
            .required()
            .value(self.sent.text(act, name))
            .error(self.sent.error(act, name))
    }

    fn date(&self, act: Act, name: &str, key: &str) -> FieldView {
        let typed = self.sent.text(act, name);
        let today = date_in_tokyo(self.visitor.now).to_string();
        FieldView::date(&id(act, name), self.visitor.say(key))
            .required()
            .value(if typed.is_empty() { today } else { typed })
            .error(self.sent.error(act, name))
    }

    fn tick(&self, act: Act, name: &str, key: &str) -> FieldView {
        let chosen = self.sent.chosen(act, name, "yes");
        FieldView::tick(&id(act, name), self.visitor.say(key))
            .required()
            .value(if chosen { "yes" } else { "" })
            .error(self.sent.error(act, name))
    }

    fn options(&self, act: Act, name: &str, key: &str, all: &[(String, String)], many: bool) -> FieldView {
        let option =
            |(id, label): &(String, String)| OptionView::new(id, label, self.sent.chosen(act, name, id));
        let options = all.iter().map(option).collect();
        let label = self.visitor.say(key);
        let field = if many {
            FieldView::checkboxes(&id(act, name), label, options)
        } else {
            FieldView::select(&id(act, name), label, options)
        };
        field.required().error(self.sent.error(act, name))
    }

    fn choice(&self, act: Act, name: &str, all: &[&str]) -> FieldView {
        let option = |id: &&str| {
            let label = self.visitor.say(&format!("device-{name}-{id}"));
            OptionView::new(id, label, self.sent.chosen(act, name, id))
        };
        let label = self.visitor.say(&format!("device-field-{name}"));
        FieldView::radio(&id(act, name), label, all.iter().map(option).collect())
            .required()
            .error(self.sent.error(act, name))
    }

    fn checklist(&self, act: Act) -> FieldView {
        let option = |id: &&str| {
            let label = self.visitor.say(&format!("device-check-{id}"));
            OptionView::new(id, label, self.sent.chosen(act, "check", id))
        };
        FieldView::checkboxes(
            &id(act, "check"),
            self.visitor.say("device-checklist"),
            CHECKLIST.iter().map(option).collect(),
        )
    }
}
