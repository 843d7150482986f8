//! Tables as files. A cell that a spreadsheet would take for a formula is made plain text.

use std::borrow::Cow;

/// A table with a head.
pub(super) struct Table {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8 with a byte order mark, as spreadsheets expect it.
    Utf8,
    /// Shift_JIS (Windows-31J) for older tools; a letter it does not know becomes `〓`.
    ShiftJis,
}

impl Encoding {
    /// The media type with its charset.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Utf8 => "text/csv; charset=utf-8",
            Self::ShiftJis => "text/csv; charset=Shift_JIS",
        }
    }
}

/// The table as CSV.
pub(super) fn csv(table: &Table, encoding: Encoding) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in std::iter::once(&table.head).chain(&table.rows) {
        let cells: Vec<Cow<'_, str>> = row.iter().map(|cell| neutral(cell)).collect();
        // Writing to memory fails only on rows of different lengths, which a table does not have.
        if writer
            .write_record(cells.iter().map(|cell| cell.as_bytes()))
            .is_err()
        {
            tracing::warn!("a row of an export has another length than its head");
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    match encoding {
        Encoding::Utf8 => [b"\xef\xbb\xbf".as_slice(), &bytes].concat(),
        Encoding::ShiftJis => shift_jis(&String::from_utf8_lossy(&bytes)),
    }
}

/// A leading `'` keeps a spreadsheet from calculating what somebody typed into a public form. Numbers stay numbers.
pub(super) fn neutral(cell: &str) -> Cow<'_, str> {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if risky && cell.parse::<i64>().is_err() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

fn shift_jis(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for letter in text.chars() {
        let (bytes, _, unknown) = encoding_rs::SHIFT_JIS.encode(letter.encode_utf8(&mut buffer));
        if unknown {
            // 〓 is how Japanese printing marks a letter that is missing.
            out.extend_from_slice(&[0x81, 0xac]);
        } else {
            out.extend_from_slice(&bytes);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cell: &str) -> Table {
        Table {
            head: vec!["会社".to_owned()],
            rows: vec![vec![cell.to_owned()]],
        }
    }

    #[test]
    fn formulas_are_text() {
        for cell in ["=1+1", "+81-3", "-cmd", "@SUM(A1)", "\t=1", "＝1"] {
            assert_eq!(neutral(cell), format!("'{cell}"));
        }
        for cell in ["-12", "株式会社=例", "", "03-0000-0000"] {
            assert_eq!(neutral(cell), cell);
        }
    }

    #[test]
    fn both_encodings() {
        let utf8 = csv(&table("みなも, 製作所"), Encoding::Utf8);
        assert_eq!(utf8, "\u{feff}会社\r\n\"みなも, 製作所\"\r\n".as_bytes());
        let sjis = csv(&table("髙橋\u{20bb7}"), Encoding::ShiftJis);
        let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&sjis);
        assert_eq!((text.as_ref(), broken), ("会社\r\n髙橋〓\r\n", false));
    }
}
