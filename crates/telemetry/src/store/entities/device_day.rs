//! What the collector counted of one device on one day of receipt. The nil device stands for what belongs to nobody.

use contracts::ids::DeviceId;
use jiff::civil::Date;
use platform::store::{At, StoreError};
use sea_orm::entity::prelude::*;

use crate::collect::daily::DayFigures;

/// One device's day.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device_day")]
pub struct Model {
    /// The device; nil: nobody's.
    #[sea_orm(primary_key, auto_increment = false)]
    pub device_id: DeviceId,
    /// The day in Tokyo, `YYYY-MM-DD`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    /// When the collector's figures began of which this is a part; what they lost with their file is in another row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub began_at: At,
    /// Lines.
    pub lines: i64,
    /// The first one.
    pub first_at: Option<At>,
    /// The last one.
    pub last_at: Option<At>,
    /// Not understood.
    pub not_understood: i64,
    /// Came twice.
    pub duplicates: i64,
    /// Too long and cut.
    pub cut: i64,
    /// Came over UDP.
    pub datagrams: i64,
    /// Lost by the device's own numbers.
    pub lost: Option<i64>,
    /// Of how many.
    pub lost_of: Option<i64>,
    /// Dropped by the receiving machine.
    pub dropped: i64,
    /// Version of the signatures, as said last on that day.
    pub signatures: Option<String>,
    /// Whether signatures were renewed.
    pub renewed: bool,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The row of a device's day.
    pub(crate) fn new(device: DeviceId, day: Date, began: At, figures: &DayFigures) -> Self {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Self {
            device_id: device,
            day: day.to_string(),
            began_at: began,
            lines: whole(figures.lines),
            first_at: figures.first.map(At::from),
            last_at: figures.last.map(At::from),
            not_understood: whole(figures.not_understood),
            duplicates: whole(figures.duplicates),
            cut: whole(figures.cut),
            datagrams: whole(figures.datagrams),
            lost: figures.loss.map(|(lost, _)| whole(lost)),
            lost_of: figures.loss.map(|(_, of)| whole(of)),
            dropped: whole(figures.dropped),
            signatures: figures.signatures.clone(),
            renewed: figures.renewed,
        }
    }

    /// Which day.
    pub(crate) fn date(&self) -> Result<Date, StoreError> {
        self.day
            .parse()
            .map_err(|error| StoreError::Corrupt(format!("day of a device: {error}")))
    }

    /// What was counted.
    pub(crate) fn figures(&self) -> DayFigures {
        let whole = |number: i64| u64::try_from(number).unwrap_or_default();
        DayFigures {
            lines: whole(self.lines),
            first: self.first_at.map(At::instant),
            last: self.last_at.map(At::instant),
            not_understood: whole(self.not_understood),
            duplicates: whole(self.duplicates),
            cut: whole(self.cut),
            datagrams: whole(self.datagrams),
            loss: self
                .lost
                .zip(self.lost_of)
                .map(|(lost, of)| (whole(lost), whole(of))),
            dropped: whole(self.dropped),
            signatures: self.signatures.clone(),
            renewed: self.renewed,
        }
    }
}
