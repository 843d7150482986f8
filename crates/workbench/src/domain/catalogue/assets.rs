//! Media, threats and the starter ledger (W3).

use platform::text::Text;
use serde::{Deserialize, Serialize};

use super::{Edition, MeasureId, SectorId, StarterId, ThreatId};
use crate::domain::ledger::Personal;
use crate::domain::risk::Grade;

/// On what an asset lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Medium {
    /// 紙
    Paper,
    /// 可搬媒体
    Removable,
    /// 事務所PC
    OfficePc,
    /// モバイル機器
    Mobile,
    /// 社内サーバー
    Server,
    /// 社外サーバー、クラウド
    Cloud,
}

impl Medium {
    /// All, as in the catalogue.
    pub const ALL: [Self; 6] = [
        Self::Paper,
        Self::Removable,
        Self::OfficePc,
        Self::Mobile,
        Self::Server,
        Self::Cloud,
    ];

    /// Its name in catalogues and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Removable => "removable",
            Self::OfficePc => "office-pc",
            Self::Mobile => "mobile",
            Self::Server => "server",
            Self::Cloud => "cloud",
        }
    }

    /// The medium of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|medium| medium.as_str() == name)
    }
}

/// What an incident harms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Harm {
    /// Confidentiality.
    #[serde(rename = "c")]
    Confidentiality,
    /// Integrity.
    #[serde(rename = "i")]
    Integrity,
    /// Availability.
    #[serde(rename = "a")]
    Availability,
}

/// `threats.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThreatFile {
    /// Which edition.
    pub edition: Edition,
    /// Media, in order.
    #[serde(rename = "medium")]
    pub media: Vec<MediumText>,
    /// Threats, in order.
    #[serde(rename = "threat")]
    pub threats: Vec<Threat>,
}

/// A medium in words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediumText {
    /// Which.
    pub id: Medium,
    /// Title.
    pub title: Text,
    /// What belongs to it.
    pub text: Text,
}

/// A threat to assets of one medium.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threat {
    /// Id.
    pub id: ThreatId,
    /// Assets on what it threatens.
    pub medium: Medium,
    /// In a few words.
    pub title: Text,
    /// How it happens.
    pub text: Text,
    /// What it harms.
    pub harms: Vec<Harm>,
    /// How often, proposed.
    pub frequency: Grade,
    /// Why that is proposed.
    pub why: Text,
    /// What reduces it, the most important first.
    pub measures: Vec<MeasureId>,
}

/// `starter-ledger.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarterLedger {
    /// Which edition.
    pub edition: Edition,
    /// Sectors.
    #[serde(rename = "sector")]
    pub sectors: Vec<Sector>,
    /// Rows to tick.
    #[serde(rename = "row")]
    pub rows: Vec<StarterRow>,
}

/// A sector.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sector {
    /// Id.
    pub id: SectorId,
    /// Title.
    pub title: Text,
    /// Divisions of the Japan Standard Industrial Classification (13th revision).
    #[serde(default)]
    pub divisions: Vec<String>,
    /// Of these, only the major groups named.
    #[serde(default)]
    pub major: Vec<u16>,
}

/// A row that is proposed for the ledger.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarterRow {
    /// Id.
    pub id: StarterId,
    /// Sectors that it is proposed to; `all` for every one.
    pub sectors: Vec<SectorId>,
    /// 業務分類
    pub business: Text,
    /// 情報資産名称
    pub title: Text,
    /// 備考
    pub note: Text,
    /// 利用者範囲
    pub users: Text,
    /// 管理部署
    pub department: Text,
    /// 媒体・保存先
    pub medium: Medium,
    /// 個人情報の種類
    pub personal: Personal,
    /// 機密性
    pub confidentiality: Grade,
    /// 完全性
    pub integrity: Grade,
    /// 可用性
    pub availability: Grade,
    /// 保存期限
    pub retention: Text,
    /// Ticked at the beginning.
    pub proposed: bool,
}
