//! Whether two applications come from one company: what the record of companies is kept by.

/// By what a company is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity<'a> {
    /// Folded name and address ([`super::company_key`]).
    pub key: &'a str,
    /// 13 digits, if there is one.
    pub corporate_number: Option<&'a str>,
}

impl Identity<'_> {
    /// The corporate number decides where both have one; otherwise name and address do.
    pub fn is_same_as(&self, other: &Identity<'_>) -> bool {
        match (self.corporate_number, other.corporate_number) {
            (Some(one), Some(other)) => one == other,
            _ => self.key == other.key,
        }
    }

    /// Which of `known` it is: one with the same corporate number before one with the same name and address.
    pub fn among(&self, known: &[Identity<'_>]) -> Option<usize> {
        let by_number = known
            .iter()
            .position(|one| self.corporate_number.is_some() && one.corporate_number == self.corporate_number);
        by_number.or_else(|| known.iter().position(|one| self.is_same_as(one)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn identity<'a>(key: &'a str, corporate_number: Option<&'a str>) -> Identity<'a> {
        Identity {
            key,
            corporate_number,
        }
    }

    #[test]
    fn the_number_decides_before_the_name() {
        let known = [
            identity("さくら|1", Some("1")),
            identity("さくら|1", None),
            identity("moved|2", Some("2")),
        ];
        assert_eq!(identity("さくら|1", Some("2")).among(&known), Some(2));
        assert_eq!(identity("さくら|1", Some("3")).among(&known), Some(1));
        assert_eq!(identity("さくら|1", None).among(&known), Some(0));
        assert_eq!(identity("other", Some("4")).among(&known), None);
    }

    proptest! {
        #[test]
        fn it_is_mutual(
            keys in (0..3u8, 0..3u8), numbers in (prop::option::of(0..3u8), prop::option::of(0..3u8)),
        ) {
            let texts = (keys.0.to_string(), keys.1.to_string());
            let digits = (numbers.0.map(|n| n.to_string()), numbers.1.map(|n| n.to_string()));
            let one = identity(&texts.0, digits.0.as_deref());
            let other = identity(&texts.1, digits.1.as_deref());
            prop_assert_eq!(one.is_same_as(&other), other.is_same_as(&one));
            prop_assert!(one.is_same_as(&one));
        }
    }
}
