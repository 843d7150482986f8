//! Three ways to reckon a risk (W3). An assessment freezes one of them; they are never mixed.
//!
//! | method | risk | levels |
//! |---|---|---|
//! | [`Method::Ipa4`] | importance × likelihood, likelihood = max(1, T + V − 3) | 9, 6 high · 4 medium · 3–1 low |
//! | [`Method::Product`] | importance × T × V | ≥ 18 high · 12 medium · ≤ 9 low |
//! | [`Method::Tokyo4`] | value × threat × vulnerability × probability | above the firm's tolerance high, else low |
//!
//! The first as in IPA's guideline 4.0 and Tokyo's seminar text of 2023, the third as in Tokyo's of 2022; the thresholds of
//! the second are our proposal. A company's own evaluation of threat and vulnerability goes from 1 to 3.

use serde::{Deserialize, Serialize};

/// A grade from 1 to 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub enum Grade {
    /// 1
    One,
    /// 2
    Two,
    /// 3
    Three,
}

/// It is not 1, 2 or 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not 1, 2 or 3")]
pub struct NoGrade(pub i64);

impl Grade {
    /// All, the lowest first.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Three];

    /// The number.
    pub const fn number(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }
}

impl TryFrom<i64> for Grade {
    type Error = NoGrade;

    fn try_from(number: i64) -> Result<Self, NoGrade> {
        match number {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            3 => Ok(Self::Three),
            other => Err(NoGrade(other)),
        }
    }
}

impl From<Grade> for i64 {
    fn from(grade: Grade) -> Self {
        grade.number().into()
    }
}

/// How bad a risk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 小
    Low,
    /// 中
    Medium,
    /// 大
    High,
}

impl Level {
    /// All, the worst first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// Its name in files, addresses and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The level of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == name)
    }
}

/// How risks of an assessment are reckoned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Method {
    /// Importance × likelihood.
    #[default]
    Ipa4,
    /// Importance × threat × vulnerability.
    Product,
    /// Value × threat × vulnerability × probability.
    Tokyo4 {
        /// Risks up to this are tolerated, 1 to 81.
        tolerance: u32,
    },
}

impl Method {
    /// Its name in files and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ipa4 => "ipa4",
            Self::Product => "product",
            Self::Tokyo4 { .. } => "tokyo4",
        }
    }

    /// The highest risk it knows.
    pub const fn highest(self) -> u32 {
        match self {
            Self::Ipa4 => 9,
            Self::Product => 27,
            Self::Tokyo4 { .. } => 81,
        }
    }

    /// The level of a risk.
    pub const fn level(self, risk: u32) -> Level {
        match self {
            Self::Ipa4 => match risk {
                0..=3 => Level::Low,
                4..=5 => Level::Medium,
                _ => Level::High,
            },
            Self::Product => match risk {
                0..=9 => Level::Low,
                10..=17 => Level::Medium,
                _ => Level::High,
            },
            Self::Tokyo4 { tolerance } => {
                if risk <= tolerance {
                    Level::Low
                } else {
                    Level::High
                }
            }
        }
    }

    /// A risk.
    pub fn rate(self, factors: Factors) -> Rating {
        let Factors {
            importance,
            threat,
            vulnerability,
            probability,
        } = factors;
        let (importance, threat, vulnerability) =
            (importance.number(), threat.number(), vulnerability.number());
        let likelihood = likelihood(factors.threat, factors.vulnerability);
        let risk = match self {
            Self::Ipa4 => importance * likelihood.number(),
            Self::Product => importance * threat * vulnerability,
            Self::Tokyo4 { .. } => importance * threat * vulnerability * probability.number(),
        };
        Rating {
            likelihood: (self == Self::Ipa4).then_some(likelihood),
            risk,
            level: self.level(risk),
        }
    }
}

/// Likelihood of threat and vulnerability: max(1, T + V − 3).
pub fn likelihood(threat: Grade, vulnerability: Grade) -> Grade {
    match threat.number() + vulnerability.number() {
        6 => Grade::Three,
        5 => Grade::Two,
        _ => Grade::One,
    }
}

/// What a risk is reckoned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// Importance of the asset.
    pub importance: Grade,
    /// 3 any time, 2 some times a year, 1 normally not.
    pub threat: Grade,
    /// 3 practically no measure, 2 partly, 1 all.
    pub vulnerability: Grade,
    /// Of Tokyo's method of 2022; the others do not look at it.
    pub probability: Grade,
}

/// What comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Of the method that has one.
    pub likelihood: Option<Grade>,
    /// The risk.
    pub risk: u32,
    /// How bad.
    pub level: Level,
}
