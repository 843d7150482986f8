//! What a call says, in one language.

use jiff::civil::DateTime;
use platform::clock::from_tokyo;
use platform::text::{Language, Text};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::moment;
use crate::domain::definition::programme::{Method, ProgrammeFile};

/// What the call says.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Facts {
    /// In one paragraph.
    lead: String,
    /// Who pays and decides.
    organiser: String,
    /// Price in yen, 0 = free.
    fee_yen: u64,
    /// How participants are chosen.
    selection: Selection,
    /// Industry frames of a draw; empty where there are none.
    frames: Vec<Frame>,
    /// Requirements.
    eligibility: Vec<Rule>,
    /// Declarations, each of which must be made (`mark` is its id).
    declarations: Vec<Rule>,
    /// The way from application to participation, with deadlines.
    steps: Vec<Step>,
    /// Days on which the office is closed besides weekends and holidays.
    closings: Vec<Closing>,
    /// Whom to ask.
    contact: Contact,
}

/// How participants are chosen.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Selection {
    /// `lottery` or `first_come`.
    method: &'static str,
    /// Places in all.
    capacity: u32,
    /// The call says "about".
    capacity_is_guide: bool,
    /// The rule in words.
    rule: String,
    /// Whether those who are not selected wait in the order of the draw.
    waiting_list: bool,
    /// Whether a further call follows while places remain.
    further_calls: bool,
    /// When the list of a draw is frozen (RFC 3339).
    freeze_at: Option<String>,
    /// When the draw's randomness is fixed (RFC 3339).
    draw_at: Option<String>,
    /// First day of the results (`YYYY-MM-DD`).
    results_from: Option<String>,
    /// Business days to accept an offer.
    answer_business_days: Option<u32>,
}

/// An industry frame.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Frame {
    /// Id.
    id: String,
    /// Name.
    name: String,
    /// Places kept for it.
    minimum: u32,
    /// Most places it gets.
    maximum: Option<u32>,
    /// Its industries.
    industries: Vec<Industry>,
}

/// An industry of a frame.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Industry {
    /// Name.
    name: String,
    /// Codes of the Japan Standard Industrial Classification.
    jsic: Vec<String>,
}

/// A requirement or declaration.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Rule {
    /// Id.
    id: String,
    /// In the call's words.
    text: String,
}

/// A step.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Step {
    /// Id.
    id: String,
    /// Title.
    title: String,
    /// What happens.
    text: String,
    /// Deadline in business days, counted from the day after.
    business_days: Option<u32>,
    /// The step that the deadline counts from.
    after: Option<String>,
}

/// Closed days.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Closing {
    /// First day.
    from: String,
    /// Last day.
    to: String,
    /// Why.
    label: String,
}

/// Whom to ask.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Contact {
    /// Office.
    office: String,
    /// Telephone.
    telephone: String,
    /// When it is answered.
    hours: String,
    /// Mail address.
    mail: String,
    /// Site.
    url: String,
}

/// The facts of a call.
pub(super) fn of(file: &ProgrammeFile, language: Language) -> Facts {
    let say = |text: &Text| text.in_language(language).to_owned();
    Facts {
        lead: say(&file.lead),
        organiser: say(&file.organiser),
        fee_yen: file.fee.yen,
        selection: selection(file, language),
        frames: frames(file, language),
        eligibility: file
            .eligibility
            .rules
            .iter()
            .map(|rule| Rule {
                id: rule.id.clone(),
                text: say(&rule.text),
            })
            .collect(),
        declarations: file
            .eligibility
            .declarations
            .iter()
            .map(|one| Rule {
                id: one.mark.clone(),
                text: say(&one.text),
            })
            .collect(),
        steps: steps(file, language),
        closings: file
            .closings
            .iter()
            .map(|closing| Closing {
                from: closing.from.to_string(),
                to: closing.to.to_string(),
                label: say(&closing.label),
            })
            .collect(),
        contact: Contact {
            office: say(&file.operator.office),
            telephone: file.operator.telephone.clone(),
            hours: say(&file.operator.hours),
            mail: file.operator.mail.clone(),
            url: file.operator.url.clone(),
        },
    }
}

fn selection(file: &ProgrammeFile, language: Language) -> Selection {
    let selection = &file.selection;
    let at = |local: Option<DateTime>| local.map(|local| moment(from_tokyo(local)));
    Selection {
        method: match selection.method {
            Method::Lottery => "lottery",
            Method::FirstCome => "first_come",
        },
        capacity: selection.capacity,
        capacity_is_guide: selection.capacity_is_guide,
        rule: selection.rule.in_language(language).to_owned(),
        waiting_list: file.is_lottery(),
        further_calls: selection.further_calls,
        freeze_at: at(selection.freeze_at),
        draw_at: at(selection.draw_at),
        results_from: selection.results_from.map(|date| date.to_string()),
        answer_business_days: selection.answer_business_days,
    }
}

fn frames(file: &ProgrammeFile, language: Language) -> Vec<Frame> {
    let industry = |one: &crate::domain::definition::programme::Industry| Industry {
        name: one.name.in_language(language).to_owned(),
        jsic: one.jsic.clone(),
    };
    let frames = file.frames.iter().map(|frame| Frame {
        id: frame.id.clone(),
        name: frame.name.in_language(language).to_owned(),
        minimum: frame.minimum,
        maximum: frame.maximum,
        industries: frame.industries.iter().map(industry).collect(),
    });
    frames.collect()
}

fn steps(file: &ProgrammeFile, language: Language) -> Vec<Step> {
    let steps = file.steps.iter().map(|step| Step {
        id: step.id.clone(),
        title: step.title.in_language(language).to_owned(),
        text: step.text.in_language(language).to_owned(),
        business_days: step.deadline.as_ref().map(|deadline| deadline.business_days),
        after: step.deadline.as_ref().map(|deadline| deadline.after.clone()),
    });
    steps.collect()
}
