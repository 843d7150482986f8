//! Roles, skills, training (W7), the audit checklist (W9) and exercises (W8).

use platform::text::Text;
use serde::Deserialize;

use super::{Cycle, Edition, MeasureId, RoleId, SkillId, TrainingId};

/// `people.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleFile {
    /// Which edition.
    pub edition: Edition,
    /// Roles.
    #[serde(rename = "role")]
    pub roles: Vec<Role>,
    /// Frameworks that the skills come from.
    #[serde(rename = "framework")]
    pub frameworks: Vec<Framework>,
    /// Skills.
    #[serde(rename = "skill")]
    pub skills: Vec<Skill>,
    /// Courses and exercises.
    #[serde(rename = "training")]
    pub trainings: Vec<Training>,
    /// Ways to get skills.
    #[serde(rename = "hiring")]
    pub hiring: Vec<Hiring>,
}

/// A role in the company.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Id.
    pub id: RoleId,
    /// Title.
    pub title: Text,
    /// What it does.
    pub tasks: Vec<Text>,
    /// What it has to be able to do.
    pub skills: Vec<NeededSkill>,
    /// In a firm of ten usually the same person as this role.
    #[serde(default)]
    pub joined: Option<RoleId>,
}

/// A skill and how well it is needed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeededSkill {
    /// Which.
    pub id: SkillId,
    /// 1 knows, 2 does with help, 3 does alone.
    pub level: u8,
}

/// A framework of skills.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What it is.
    pub text: Text,
}

/// A skill.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// Id.
    pub id: SkillId,
    /// Framework.
    pub framework: String,
    /// Title.
    pub title: Text,
    /// What it is.
    pub text: Text,
    /// What somebody can do at levels 1, 2, 3.
    pub levels: Vec<Text>,
}

/// How something is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Alone.
    #[serde(rename = "self")]
    Alone,
    /// Together, in the company.
    Inside,
    /// At a course outside.
    Outside,
}

/// A course or an exercise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Id.
    pub id: TrainingId,
    /// Title.
    pub title: Text,
    /// What it is.
    pub text: Text,
    /// For whom.
    pub audience: RoleId,
    /// How long.
    pub minutes: u32,
    /// How often.
    pub cycle: Cycle,
    /// How.
    pub way: Way,
    /// Skills it teaches.
    pub skills: Vec<SkillId>,
    /// Measures it carries out.
    pub measures: Vec<MeasureId>,
}

/// A way to get skills.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hiring {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What it is.
    pub text: Text,
    /// When it is right.
    pub when: Text,
}

/// `audit.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditFile {
    /// Which edition.
    pub edition: Edition,
    /// Checks of the internal audit.
    #[serde(rename = "check")]
    pub checks: Vec<Check>,
    /// What to prepare for others who look.
    #[serde(rename = "external")]
    pub external: Vec<External>,
}

/// A check of the internal audit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Which measure.
    pub measure: MeasureId,
    /// What the auditor asks.
    pub question: Text,
    /// What to look at.
    pub look: Text,
}

/// Something to prepare for others who look.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// What to do.
    pub text: Text,
}

/// `scenarios.toml`: exercises.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// Which edition.
    pub edition: Edition,
    /// Scenarios.
    #[serde(rename = "scenario")]
    pub scenarios: Vec<Scenario>,
}

/// An exercise on an incident.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Text,
    /// The situation.
    pub text: Text,
    /// What comes next.
    #[serde(rename = "turn")]
    pub turns: Vec<Turn>,
}

/// An event of an exercise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// What happens.
    pub text: Text,
    /// What the group is asked.
    pub question: Text,
    /// What a good answer has.
    pub good: Text,
}
