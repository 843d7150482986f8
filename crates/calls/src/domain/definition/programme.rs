//! `programme.toml`: the rules of one call. Everything that is decided, counted or dated stands here.
//!
//! Local dates and times are Japan Standard Time (Asia/Tokyo). A window is half open: an application at
//! `closes` is too late, so "until 9 February" is written `2024-02-10T00:00:00`.

use jiff::civil::{Date, DateTime, Time};
use platform::forms::Condition;
use platform::text::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::monitoring::Monitoring;

/// `programmes/<id>/programme.toml` (C1–C21, D1–D4).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeFile {
    /// The programme's id; the same as its folder's name. Lower-case letters, digits and hyphens.
    pub id: String,
    /// Japanese fiscal year (April to March), as a Gregorian year: 令和7年度 is 2025.
    #[schemars(range(min = 2019, max = 2098))]
    pub fiscal_year: i16,
    /// Full official name.
    pub name: Text,
    /// Name for lists and navigation.
    pub short_name: Text,
    /// Which call of the year it is, when there are several (e.g. 2次募集).
    #[serde(default)]
    pub edition: Option<Text>,
    /// The date or month printed on the call, in words (e.g. 令和7年5月).
    #[serde(default)]
    pub published: Option<Text>,
    /// When the page becomes public.
    pub publish_at: DateTime,
    /// Two or three sentences for the head of the page.
    pub lead: Text,
    /// Who holds the programme (主催).
    pub organiser: Text,
    /// Who runs it (運営事務局).
    pub operator: Operator,
    /// What it costs the company.
    pub fee: Fee,
    /// Who takes part for the company (受講対象者, C10).
    #[serde(default)]
    pub participants: Option<Participants>,
    /// Where seminars and workshops are held.
    #[serde(default)]
    pub venue: Option<Venue>,
    /// How long the support lasts, in words (e.g. 約7か月間).
    #[serde(default)]
    pub support_period: Option<Text>,
    /// Courses; a programme without a choice has exactly one.
    #[serde(rename = "course")]
    pub courses: Vec<Course>,
    /// Industry frames (募集枠, C7); empty when there are none.
    #[serde(default, rename = "frame")]
    pub frames: Vec<Frame>,
    /// How places are given.
    pub selection: Selection,
    /// Who may apply.
    pub eligibility: Eligibility,
    /// Other programmes and services that somebody can be referred to (C3).
    #[serde(default, rename = "referral")]
    pub referrals: Vec<Referral>,
    /// The way from the briefing to the confirmed place (C19), in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// The secretariat's own closing days (C21).
    #[serde(default, rename = "closing")]
    pub closings: Vec<Closing>,
    /// The appliance that participants of a course are lent (M1); absent: none.
    #[serde(default)]
    pub monitoring: Option<Monitoring>,
    /// Chapters of the published call, in order; prose in `prose/<id>.ja.md` and `prose/<id>.en.md`.
    #[serde(rename = "chapter")]
    pub chapters: Vec<Chapter>,
    /// Values that a copied programme must have looked at by a person before it is published, as
    /// key paths (`selection.draw_at`). A programme with an entry here cannot be published.
    #[serde(default)]
    pub review: Vec<String>,
}

/// The secretariat (C1).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// The office's name (…運営事務局).
    pub office: Text,
    /// The company entrusted with it (受託者).
    pub company: Text,
    /// Telephone, as printed.
    pub telephone: String,
    /// When it is answered.
    pub hours: Text,
    /// Mail address.
    pub mail: String,
    /// Web site.
    pub url: String,
    /// The sentence on who entrusted whom.
    #[serde(default)]
    pub note: Option<Text>,
    /// Address of the original on-line application form, kept as a fact of the seed.
    #[serde(default)]
    pub original_form_url: Option<String>,
}

/// What taking part costs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Integer yen; 0 is shown as 無料.
    pub yen: u64,
    /// Costs that the company bears itself.
    #[serde(default)]
    pub borne_by_company: Option<Text>,
}

/// Who may take part for a company (C10).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Participants {
    /// Number per company.
    pub per_company: u32,
    /// Conditions, one sentence each.
    pub conditions: Vec<Text>,
}

/// A place.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// Building and room.
    pub name: Text,
    /// Postal code with hyphen.
    #[serde(default)]
    pub postal_code: Option<String>,
    /// Address.
    pub address: Text,
    /// Ways to get there, one a line.
    #[serde(default)]
    pub access: Vec<Text>,
}

/// One course with its window and places (C6, C8).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Id, unique in the programme.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What one gets.
    #[serde(default)]
    pub summary: Option<Text>,
    /// First instant at which an application is taken (JST).
    pub opens: DateTime,
    /// First instant at which none is taken any more (JST).
    pub closes: DateTime,
    /// Places.
    pub capacity: u32,
    /// The capacity is "about" (程度, 約).
    #[serde(default)]
    pub capacity_is_guide: bool,
    /// What the security environment must be like for this course, in order of preference; the first
    /// course whose conditions hold is proposed (C8). Empty: always fits.
    #[serde(default)]
    pub suits: Vec<Condition>,
}

/// A share of the places kept for some industries (C7, D4).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Id, unique in the programme; becomes public in the draw's entry list.
    pub id: String,
    /// Name (小売・卸売枠).
    pub name: Text,
    /// The guide: this many places are filled from the frame first.
    pub minimum: u32,
    /// Never more than this; absent = open.
    #[serde(default)]
    pub maximum: Option<u32>,
    /// Its industries.
    #[serde(rename = "industry")]
    pub industries: Vec<Industry>,
}

/// One industry line of a frame.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Industry {
    /// As the call names it.
    pub name: Text,
    /// Japan Standard Industrial Classification: division letters (`D`) or 2- or 3-digit codes, also as
    /// ranges (`50-55`). The more exact code wins.
    pub jsic: Vec<String>,
}

/// How places are given (D1–D4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Verifiable draw when there are more applications than places (draw-v1).
    Lottery,
    /// First come, first served with a hard capacity.
    FirstCome,
}

/// Selection.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// The method.
    pub method: Method,
    /// Places over all courses.
    pub capacity: u32,
    /// The capacity is "about" (程度, 約).
    #[serde(default)]
    pub capacity_is_guide: bool,
    /// How the rule reads to people (抽選, 先着順; where unused places go).
    pub rule: Text,
    /// Another call follows while places remain (D3).
    #[serde(default)]
    pub further_calls: bool,
    /// Lottery: when the list of entries is frozen (JST).
    #[serde(default)]
    pub freeze_at: Option<DateTime>,
    /// Lottery: when it is drawn (JST); a business day, at least 24 h after the freeze.
    #[serde(default)]
    pub draw_at: Option<DateTime>,
    /// First day on which results are told.
    #[serde(default)]
    pub results_from: Option<Date>,
    /// The same in words (7月上旬をめどに).
    #[serde(default)]
    pub results_words: Option<Text>,
    /// Business days for answering an offer; the offer lapses at the end of the last one.
    #[serde(default)]
    #[schemars(range(min = 1, max = 250))]
    pub answer_business_days: Option<u32>,
    /// The draw's public id.
    #[serde(default)]
    pub draw_id: Option<String>,
}

/// Who may apply (C2–C5).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// The sentence above the rules.
    pub intro: Text,
    /// Rules in order.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
    /// Declarations ア–キ, each ticked.
    #[serde(default, rename = "declaration")]
    pub declarations: Vec<Declaration>,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// The main office lies in `prefecture`.
    MainOffice,
    /// SME Basic Act art. 2(1), by industry class: capital or employees.
    SmeBasicAct,
    /// UTM, EDR or the like installed and an information security policy in place.
    SecurityBaseline,
    /// Not supported earlier by one of `programmes`.
    NotSupportedBefore,
    /// No equal subsidy of Tokyo in use.
    NoEqualSubsidy,
    /// Whoever was in one of `programmes` is invited, and others too: recorded, never failed.
    History,
    /// Something the applicant must agree to do (surveys, hearings); ticked in the form.
    Cooperation,
}

/// One rule of eligibility.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id, unique in the programme.
    pub id: String,
    /// What it looks at.
    pub kind: RuleKind,
    /// The call's own words.
    pub text: Text,
    /// The question asked on the eligibility page.
    pub question: Text,
    /// More about it (what a UTM is, how employees are counted).
    #[serde(default)]
    pub help: Option<Text>,
    /// `main_office`: the prefecture, as in `東京都`.
    #[serde(default)]
    pub prefecture: Option<String>,
    /// `not_supported_before`, `history`: ids of earlier programmes, with names in `referral`.
    #[serde(default)]
    pub programmes: Vec<String>,
    /// The secretariat may decide otherwise with a reason (U: present environment): `review` instead of `fail`.
    #[serde(default)]
    pub discretionary: bool,
    /// The exception in the call's words.
    #[serde(default)]
    pub exception: Option<Text>,
    /// Where somebody who fails it can go instead: ids of `referral`. Non-empty turns "ineligible" into "refer".
    #[serde(default)]
    pub refer_to: Vec<String>,
}

/// One of the declarations (C5).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// ア … キ
    pub mark: String,
    /// The words declared.
    pub text: Text,
}

/// Another programme or service (C3); also names the earlier programmes of C4.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// Id, unique in the programme.
    pub id: String,
    /// Name.
    pub name: Text,
    /// For whom it is.
    #[serde(default)]
    pub note: Option<Text>,
    /// Address.
    #[serde(default)]
    pub url: Option<String>,
}

/// What happens in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Coming to a briefing session, always optional.
    Briefing,
    /// Sending the application form.
    Apply,
    /// The automatic receipt, where the call names it as a step of its own.
    Receipt,
    /// The secretariat calls or writes, checks the security state and explains the rules (C11).
    Contact,
    /// The window closes.
    Close,
    /// Draw, or decision on the course.
    Select,
    /// The result is told to everyone (C12).
    Notify,
    /// The company says that it takes part, or declines (C13).
    Confirm,
    /// The questionnaire is answered (C14).
    Questionnaire,
    /// The consents are sent out and signed (C15).
    Consents,
    /// Participation is fixed.
    Fixed,
}

/// A step of the way.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Id, unique in the programme.
    pub id: String,
    /// What happens.
    pub kind: StepKind,
    /// The call's own label (Step0, STEP1).
    #[serde(default)]
    pub label: Option<String>,
    /// Short title for the flow chart.
    pub title: Text,
    /// What the call says about it.
    pub text: Text,
    /// A deadline in business days, counted from another step.
    #[serde(default)]
    pub deadline: Option<Deadline>,
    /// Form answered in this step (`forms.toml`).
    #[serde(default)]
    pub form: Option<String>,
    /// Consents signed in this step (`consents.toml`).
    #[serde(default)]
    pub consents: Vec<String>,
}

/// "Within n business days after …" (C11, C13, C21). Day 1 is the first business day after.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// n, at most those of a year.
    #[schemars(range(min = 1, max = 250))]
    pub business_days: u32,
    /// Id of the step it is counted from.
    pub after: String,
}

/// Days on which the secretariat is closed besides weekends and holidays.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Name (夏季休業).
    pub label: Text,
}

/// Generated blocks that prose may place as `{{name}}`, each alone on a line.
pub const BLOCKS: [&str; 19] = [
    "eligibility",
    "sme_table",
    "declarations",
    "windows",
    "capacity",
    "frames",
    "participants",
    "fee",
    "flow",
    "venue",
    "sessions",
    "themes",
    "workshops",
    "visits",
    "briefings",
    "surveys",
    "contact",
    "faq",
    "lecturers",
];

/// A chapter of the published call. Its prose may place generated blocks, see [`BLOCKS`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// Id, the name of its prose files.
    pub id: String,
    /// Number as printed (1, 2, …); absent = not numbered.
    #[serde(default)]
    pub number: Option<u32>,
    /// Title.
    pub title: Text,
}

/// A start and an end on the clock (JST).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Start.
    pub from: Time,
    /// End.
    pub to: Time,
}
