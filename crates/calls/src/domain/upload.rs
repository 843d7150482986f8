//! What kind of file was uploaded: found from its bytes, whatever its name says (C15).

/// `application/pdf`, `image/png` or `image/jpeg`; `None` for everything else.
pub fn kind_of(contents: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 3] = [
        (b"%PDF-", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
    ];
    KINDS
        .iter()
        .find(|(start, _)| contents.starts_with(start))
        .map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn the_bytes_decide() {
        assert_eq!(kind_of(b"%PDF-1.7 ..."), Some("application/pdf"));
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(kind_of(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(kind_of(b"<html>"), None);
        assert_eq!(kind_of(b"MZ%PDF-"), None);
        assert_eq!(kind_of(b""), None);
    }
}
