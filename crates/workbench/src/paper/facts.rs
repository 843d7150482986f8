//! Facts that texts name in braces.

use platform::text::Language;

use super::Maker;
use crate::domain::papers::Facts;

impl Maker<'_> {
    /// Every fact there is; empty where nobody told it yet.
    pub(super) fn facts(&self, document: &str) -> Facts {
        let source = self.source;
        let profile = &source.book.profile;
        let representative = match profile.representative.as_str() {
            "" => source.profile.representative.clone(),
            own => own.to_owned(),
        };
        let approval = self.approval(document);
        // Whoever is nobody's deputy is the lead's: in a firm of ten one person does several things.
        let or_lead = |name: &str| match name {
            "" => profile.lead.clone(),
            name => name.to_owned(),
        };
        Facts::from([
            ("company", source.company.name.clone()),
            ("address", source.company.address.clone()),
            ("representative", representative),
            (
                "title",
                match profile.title.as_str() {
                    "" => self.say("paper-title"),
                    own => own.to_owned(),
                },
            ),
            (
                "date",
                approval.map_or_else(
                    || self.say("paper-date-blank"),
                    |approval| source.words.date(approval.on),
                ),
            ),
            (
                "version",
                approval.map_or(1, |approval| approval.version).to_string(),
            ),
            ("lead", profile.lead.clone()),
            ("deputy", profile.deputy.clone()),
            ("it-lead", or_lead(&profile.it_lead)),
            ("contact", profile.contact.clone()),
            ("support", profile.support.clone()),
            ("review-month", self.month(profile.review_month.unwrap_or(4))),
            (
                "rto",
                self.say1("paper-days", "days", profile.rto_days.unwrap_or(3)),
            ),
        ])
    }

    fn month(&self, month: i8) -> String {
        match self.source.words.language() {
            Language::Ja => format!("{month}月"),
            Language::En => {
                const MONTHS: [&str; 12] = [
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "June",
                    "July",
                    "August",
                    "September",
                    "October",
                    "November",
                    "December",
                ];
                let place = usize::try_from(month - 1).unwrap_or(0).min(11);
                MONTHS[place].to_owned()
            }
        }
    }
}
