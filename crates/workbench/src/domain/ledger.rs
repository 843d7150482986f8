//! The information asset ledger (W3): one row for a group of assets that are handled alike.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::catalogue::{Medium, StarterId};
use super::risk::Grade;

/// What kind of personal information an asset holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Personal {
    /// None.
    #[default]
    None,
    /// 個人情報
    Ordinary,
    /// 要配慮個人情報
    Sensitive,
    /// 特定個人情報
    MyNumber,
}

impl Personal {
    /// All.
    pub const ALL: [Self; 4] = [Self::None, Self::Ordinary, Self::Sensitive, Self::MyNumber];

    /// Its name in files and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Ordinary => "ordinary",
            Self::Sensitive => "sensitive",
            Self::MyNumber => "my-number",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// An asset's id within its company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AssetId(pub Uuid);

impl std::fmt::Display for AssetId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// 業務分類
    #[serde(default)]
    pub business: String,
    /// 情報資産名称
    pub title: String,
    /// 備考
    #[serde(default)]
    pub note: String,
    /// 利用者範囲
    #[serde(default)]
    pub users: String,
    /// 管理部署
    #[serde(default)]
    pub department: String,
    /// 媒体・保存先
    pub medium: Medium,
    /// 個人情報の種類
    #[serde(default)]
    pub personal: Personal,
    /// 機密性
    pub confidentiality: Grade,
    /// 完全性
    pub integrity: Grade,
    /// 可用性
    pub availability: Grade,
    /// 保存期限, as it was written: a date or a span.
    #[serde(default)]
    pub retention: String,
    /// 登録日
    pub registered: Date,
    /// The starter row that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starter: Option<StarterId>,
}

impl Asset {
    /// 重要度: the highest of the three.
    pub fn importance(&self) -> Grade {
        self.confidentiality.max(self.integrity).max(self.availability)
    }
}

/// Longest text of a cell, in characters.
pub const LONGEST: usize = 200;

/// What is wrong with a row that somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No name.
    Unnamed,
    /// A text is too long: the field.
    TooLong(&'static str),
}

/// Everything that is wrong with a row.
pub fn faults(asset: &Asset) -> Vec<Fault> {
    let mut faults = Vec::new();
    if asset.title.trim().is_empty() {
        faults.push(Fault::Unnamed);
    }
    for (field, text) in [
        ("business", &asset.business),
        ("title", &asset.title),
        ("note", &asset.note),
        ("users", &asset.users),
        ("department", &asset.department),
        ("retention", &asset.retention),
    ] {
        if text.chars().count() > LONGEST {
            faults.push(Fault::TooLong(field));
        }
    }
    faults
}
