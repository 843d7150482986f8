//! Text that a spreadsheet would take for a formula (CSV injection).

/// Begins a formula in some spreadsheet, in full width too: Japanese input methods and spreadsheets fold the width.
fn begins_formula(character: char) -> bool {
    matches!(
        character,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
    )
}

/// Whether `text` is a formula behind any number of apostrophes. Counting them too makes [`disarmed`] reversible.
fn is_formula_like(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(begins_formula)
}

/// The text with an apostrophe before it if a spreadsheet could take it for a formula.
pub(super) fn disarmed(text: String) -> String {
    if is_formula_like(&text) {
        format!("'{text}")
    } else {
        text
    }
}

/// The text as it was before [`disarmed`].
pub(super) fn rearmed(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula_like(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_start_of_a_formula_is_disarmed() {
        for text in [
            "=1+1", "+81", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x",
        ] {
            let safe = disarmed(text.to_owned());
            assert_eq!(safe, format!("'{text}"));
            assert_eq!(rearmed(&safe), text);
        }
        assert_eq!(disarmed("髙﨑=1".to_owned()), "髙﨑=1");
        assert_eq!(rearmed("'90年代"), "'90年代");
    }

    proptest! {
        #[test]
        fn disarming_can_be_undone(text in "'{0,3}[=+@＝a\\-]{0,2}.{0,5}") {
            let safe = disarmed(text.clone());
            prop_assert!(!safe.starts_with(begins_formula));
            prop_assert_eq!(rearmed(&safe), text);
        }
    }
}
