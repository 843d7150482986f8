//! Who is a small or medium-sized enterprise: SME Basic Act (中小企業基本法) article 2, paragraph 1 (C2).
//!
//! The act names four classes; which industry belongs to which class is the SME Agency's correspondence to the Japan
//! Standard Industrial Classification. It is data with an edition, so that a revision is a new entry here and nothing else.

use jiff::civil::{Date, date};
use platform::text::Text;

use crate::domain::industry::IndustryCode;

/// A class of the act with its limits; a company is small if it is within one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmeClass {
    /// Name, Japanese.
    pub ja: &'static str,
    /// Name, English.
    pub en: &'static str,
    /// Capital or total contributions, yen, inclusive (以下).
    pub capital_yen: u64,
    /// Employees in regular use, inclusive (以下).
    pub employees: u64,
    /// Codes and ranges of codes; the more exact one wins over all classes. Empty: everything else.
    pub industries: &'static [&'static str],
}

impl SmeClass {
    /// Its name in both languages.
    pub fn name(&self) -> Text {
        Text {
            ja: self.ja.to_owned(),
            en: self.en.to_owned(),
        }
    }
}

/// The table as it holds from a day on.
#[derive(Clone, Copy, Debug)]
pub struct SmeTable {
    /// Revision of the Japan Standard Industrial Classification whose codes it uses.
    pub jsic_revision: u8,
    /// First day on which it holds.
    pub from: Date,
    /// The classes; the last one takes what no other names.
    pub classes: [SmeClass; 4],
}

/// Editions, oldest first. Limits: act as amended in 1999; correspondence to the 13th revision: since April 2014.
pub const EDITIONS: [SmeTable; 1] = [SmeTable {
    jsic_revision: 13,
    from: date(2014, 4, 1),
    classes: [
        SmeClass {
            ja: "卸売業",
            en: "Wholesale",
            capital_yen: 100_000_000,
            employees: 100,
            industries: &["50-55"],
        },
        SmeClass {
            ja: "小売業",
            en: "Retail",
            capital_yen: 50_000_000,
            employees: 50,
            industries: &["56-61", "76", "77"],
        },
        SmeClass {
            ja: "サービス業",
            en: "Services",
            capital_yen: 50_000_000,
            employees: 100,
            industries: &[
                "38", "39", "411", "412", "415", "416", "693", "70", "L", "75", "N", "O", "P", "Q", "R",
            ],
        },
        SmeClass {
            ja: "製造業、建設業、運輸業、その他の業種",
            en: "Manufacturing, construction, transport and others",
            capital_yen: 300_000_000,
            employees: 300,
            industries: &["791"],
        },
    ],
}];

/// The newest edition.
pub fn current() -> &'static SmeTable {
    &EDITIONS[EDITIONS.len() - 1]
}

impl SmeTable {
    /// Every class that a company of this industry may belong to: one for an exact code, several for a code that
    /// spans classes (`I`: wholesale or retail).
    pub fn classes_of(&self, industry: IndustryCode) -> Vec<&SmeClass> {
        let mut classes: Vec<&SmeClass> = Vec::new();
        for leaf in industry.leaves() {
            let class = self.class_of_leaf(leaf);
            if !classes.contains(&class) {
                classes.push(class);
            }
        }
        classes
    }

    fn class_of_leaf(&self, leaf: IndustryCode) -> &SmeClass {
        let [.., rest] = &self.classes;
        leaf.widening()
            .find_map(|code| self.classes.iter().find(|class| class.names(code)))
            .unwrap_or(rest)
    }
}

impl SmeClass {
    fn names(&self, code: IndustryCode) -> bool {
        self.industries
            .iter()
            .filter_map(|text| IndustryCode::parse_range(text))
            .any(|codes| codes.contains(&code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(code: &str) -> Vec<&'static str> {
        let code = IndustryCode::parse(code).unwrap();
        current()
            .classes_of(code)
            .into_iter()
            .map(|class| class.en.split([' ', ',']).next().unwrap())
            .collect()
    }

    #[test]
    fn every_line_of_the_agencys_table() {
        let lines: [(&str, &[&str]); 4] = [
            ("Wholesale", &["50", "55", "541"]),
            ("Retail", &["56", "61", "76", "77", "769"]),
            (
                "Services",
                &[
                    "38", "39", "391", "411", "412", "415", "416", "693", "70", "L", "71", "74", "75", "78",
                    "792", "799", "80", "O", "81", "P", "83", "Q", "87", "R", "88", "96",
                ],
            ),
            (
                "Manufacturing",
                &[
                    "A", "B", "C", "D", "E", "09", "32", "F", "37", "40", "410", "413", "414", "H", "44",
                    "J", "62", "68", "691", "692", "694", "791", "S", "97", "T", "99",
                ],
            ),
        ];
        for (class, codes) in lines {
            for code in codes {
                assert_eq!(classes(code), [class], "{code}");
            }
        }
    }

    #[test]
    fn codes_that_span_classes() {
        for (code, expected) in [
            ("G", ["Manufacturing", "Services"]),
            ("I", ["Wholesale", "Retail"]),
            ("K", ["Manufacturing", "Services"]),
            ("M", ["Services", "Retail"]),
            ("N", ["Services", "Manufacturing"]),
            ("41", ["Manufacturing", "Services"]),
            ("69", ["Manufacturing", "Services"]),
            ("79", ["Services", "Manufacturing"]),
        ] {
            assert_eq!(classes(code), expected, "{code}");
        }
    }

    #[test]
    fn the_newest_edition_stands_last() {
        assert!(EDITIONS.windows(2).all(|pair| pair[0].from < pair[1].from));
    }
}
