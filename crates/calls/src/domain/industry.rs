//! Japan Standard Industrial Classification (日本標準産業分類), 13th revision of October 2013: divisions, major groups
//! (2 digits), and those groups (3 digits) on which the SME Basic Act draws a line inside a major group.

mod names;

use std::fmt;

use platform::text::Text;
use unicode_normalization::UnicodeNormalization;

/// The revision whose codes are used here.
pub const REVISION: u8 = 13;

/// An industry, as exactly as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndustryCode {
    /// A division (大分類), `A` to `T`.
    Division(char),
    /// A major group (中分類), 1 to 99.
    Major(u8),
    /// A group (小分類), 10 to 999.
    Group(u16),
}

impl IndustryCode {
    /// Reads a division letter or a 2- or 3-digit code; full width and surrounding spaces are understood. `None` for a
    /// code that the classification does not have.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text
            .nfkc()
            .filter(|character| !character.is_whitespace())
            .collect();
        let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
        let code = match plain.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => {
                Self::Division(char::from(letter.to_ascii_uppercase()))
            }
            [_, _] if digits => Self::Major(plain.parse().ok()?),
            [_, _, _] if digits => Self::Group(plain.parse().ok()?),
            _ => return None,
        };
        code.exists().then_some(code)
    }

    /// Reads one code or a range of codes of the same length (`50-55`), as frames list them.
    pub fn parse_range(text: &str) -> Option<Vec<Self>> {
        let Some((first, last)) = text.split_once('-') else {
            return Some(vec![Self::parse(text)?]);
        };
        match (Self::parse(first)?, Self::parse(last)?) {
            (Self::Major(first), Self::Major(last)) if first < last => {
                Some((first..=last).map(Self::Major).collect())
            }
            (Self::Group(first), Self::Group(last)) if first < last => Some(
                (first..=last)
                    .map(Self::Group)
                    .filter(|code| code.exists())
                    .collect(),
            ),
            _ => None,
        }
    }

    fn exists(self) -> bool {
        match self {
            Self::Division(letter) => names::DIVISIONS.iter().any(|division| division.letter == letter),
            Self::Major(number) => (1..=99).contains(&number),
            Self::Group(number) => {
                let listed = names::GROUPS.iter().any(|group| group.number == number);
                number >= 10
                    && (listed || !names::GROUPS.iter().any(|group| group.number / 10 == number / 10))
            }
        }
    }

    /// The division it belongs to.
    pub fn division(self) -> char {
        let major = match self {
            Self::Division(letter) => return letter,
            Self::Major(number) => number,
            Self::Group(number) => u8::try_from(number / 10).unwrap_or_default(),
        };
        names::DIVISIONS
            .iter()
            .find(|division| (division.first..=division.last).contains(&major))
            .map_or('T', |division| division.letter)
    }

    /// From itself to what contains it: `693`, `69`, `K`.
    pub fn widening(self) -> impl Iterator<Item = Self> {
        let major = match self {
            Self::Division(_) => None,
            Self::Major(number) => Some(number),
            Self::Group(number) => u8::try_from(number / 10).ok(),
        };
        let group = matches!(self, Self::Group(_)).then_some(self);
        group
            .into_iter()
            .chain(major.map(Self::Major))
            .chain([Self::Division(self.division())])
    }

    /// The most exact codes that we know inside it; itself when nothing finer is known.
    pub fn leaves(self) -> Vec<Self> {
        match self {
            Self::Group(_) => vec![self],
            Self::Major(number) => {
                let groups: Vec<Self> = names::GROUPS
                    .iter()
                    .filter(|group| group.number / 10 == u16::from(number))
                    .map(|group| Self::Group(group.number))
                    .collect();
                if groups.is_empty() { vec![self] } else { groups }
            }
            Self::Division(letter) => names::DIVISIONS
                .iter()
                .filter(|division| division.letter == letter)
                .flat_map(|division| division.first..=division.last)
                .flat_map(|number| Self::Major(number).leaves())
                .collect(),
        }
    }

    /// Its name, or that of what contains it. The Japanese is the classification's own, the English is ours.
    pub fn name(self) -> Text {
        self.widening()
            .find_map(|code| match code {
                Self::Division(letter) => names::DIVISIONS
                    .iter()
                    .find(|division| division.letter == letter)
                    .map(|division| (division.ja, division.en)),
                Self::Major(number) => names::MAJOR.get(usize::from(number).wrapping_sub(1)).copied(),
                Self::Group(number) => names::GROUPS
                    .iter()
                    .find(|group| group.number == number)
                    .map(|group| (group.ja, group.en)),
            })
            .map_or_else(
                || Text {
                    ja: self.to_string(),
                    en: self.to_string(),
                },
                |(ja, en)| Text {
                    ja: ja.to_owned(),
                    en: en.to_owned(),
                },
            )
    }
}

impl fmt::Display for IndustryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Division(letter) => write!(formatter, "{letter}"),
            Self::Major(number) => write!(formatter, "{number:02}"),
            Self::Group(number) => write!(formatter, "{number:03}"),
        }
    }
}

/// All divisions, for lists.
pub fn divisions() -> impl Iterator<Item = IndustryCode> {
    names::DIVISIONS
        .iter()
        .map(|division| IndustryCode::Division(division.letter))
}

/// The major groups of a division, for lists; each followed by its groups where those matter.
pub fn within(division: char) -> impl Iterator<Item = IndustryCode> {
    names::DIVISIONS
        .iter()
        .filter(move |candidate| candidate.letter == division)
        .flat_map(|division| division.first..=division.last)
        .flat_map(|number| {
            let groups = names::GROUPS
                .iter()
                .filter(move |group| group.number / 10 == u16::from(number));
            [IndustryCode::Major(number)]
                .into_iter()
                .chain(groups.map(|group| IndustryCode::Group(group.number)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_any_width() {
        assert_eq!(IndustryCode::parse(" ｇ "), Some(IndustryCode::Division('G')));
        assert_eq!(IndustryCode::parse("０９"), Some(IndustryCode::Major(9)));
        assert_eq!(IndustryCode::parse("693"), Some(IndustryCode::Group(693)));
        for wrong in ["", "U", "00", "9", "1234", "005", "699", "419", "GG", "5a", "-1"] {
            assert_eq!(IndustryCode::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_major_group_has_one_division_and_a_name() {
        assert_eq!(names::MAJOR.len(), 99);
        for number in 1..=99 {
            let homes = names::DIVISIONS
                .iter()
                .filter(|one| (one.first..=one.last).contains(&number))
                .count();
            assert_eq!(homes, 1, "{number}");
        }
        assert_eq!(IndustryCode::Major(39).name().ja, "情報サービス業");
        assert_eq!(IndustryCode::Major(99).name().ja, "分類不能の産業");
        assert_eq!(IndustryCode::Major(75).division(), 'M');
        assert_eq!(IndustryCode::Group(391).name().ja, "情報サービス業");
    }

    #[test]
    fn ranges_expand() {
        assert_eq!(
            IndustryCode::parse_range("50-55").map(|codes| codes.len()),
            Some(6)
        );
        assert_eq!(
            IndustryCode::parse_range("411-412").map(|codes| codes.len()),
            Some(2)
        );
        assert_eq!(IndustryCode::parse_range("55-50"), None);
        assert_eq!(IndustryCode::parse_range("A-C"), None);
    }

    #[test]
    fn codes_widen_and_split() {
        let wide: Vec<_> = IndustryCode::Group(693)
            .widening()
            .map(|code| code.to_string())
            .collect();
        assert_eq!(wide, ["693", "69", "K"]);
        assert_eq!(IndustryCode::Division('K').leaves().len(), 2 + 5);
        assert_eq!(
            within('C').map(|code| code.to_string()).collect::<Vec<_>>(),
            ["05"]
        );
        assert_eq!(divisions().count(), 20);
    }
}
