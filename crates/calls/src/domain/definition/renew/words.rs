//! Words that name a year or a day, and so are likely wrong a year later.

use unicode_normalization::UnicodeNormalization;

/// Whether a text names an era, a fiscal year, a year of four digits, or a month by number.
pub(super) fn names_a_time(text: &str) -> bool {
    let plain: Vec<char> = text.nfkc().collect();
    let folded: String = plain.iter().collect();
    ["令和", "平成", "西暦"].iter().any(|era| folded.contains(era))
        || plain
            .windows(2)
            .any(|pair| pair[0].is_ascii_digit() && pair[1] == '月')
        || numbers(&plain).any(|number| matches!(number.parse(), Ok(1990..=2099)) && number.len() == 4)
}

fn numbers(text: &[char]) -> impl Iterator<Item = String> {
    text.split(|character| !character.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .map(|run| run.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::names_a_time;

    #[test]
    fn years_months_and_nothing_else() {
        for text in [
            "令和７年度",
            "７月上旬をめどに",
            "in the summer of 2025",
            "8月21日(水)以降",
            "2024/2025",
        ] {
            assert!(names_a_time(text), "{text}");
        }
        for text in [
            "約7ヶ月間",
            "0120-003-788",
            "平日9:00〜17:00",
            "全10回",
            "300,000,000円",
            "ISO/IEC 27001",
        ] {
            assert!(!names_a_time(text), "{text}");
        }
    }
}
