//! CSV as Japanese offices exchange it.

use encoding_rs::{DecoderResult, EncoderResult, SHIFT_JIS, UTF_16BE, UTF_16LE};

use super::formula::{disarmed, rearmed};
use super::{Cell, Limits, Sheet, SheetProblem, from_rows};

const BOM: &str = "\u{FEFF}";

/// 〓 in the place of a character that Shift_JIS does not have.
const GETA: &str = "\u{3013}";

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with a byte order mark, which Excel needs to see it.
    #[default]
    Utf8,
    /// Shift_JIS with the extensions of Windows (code page 932): 髙, 﨑 and ① are in it, 𠮷 and emoji are not.
    ShiftJis,
}

/// A character that the encoding does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmappable {
    /// Row of the table, 0 = header.
    pub row: usize,
    /// Title of the column.
    pub column: String,
    /// The character.
    pub character: char,
}

/// A written file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What the encoding does not have; it stands as 〓. Tell the person who downloads it.
    pub unmappable: Vec<Unmappable>,
}

/// Writes a table, lines ended by CR LF.
pub fn write(sheet: &Sheet, encoding: Encoding) -> Result<Written, SheetProblem> {
    let mut unmappable = Vec::new();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = sheet
        .columns
        .iter()
        .map(|column| Cell::text(column.title.clone()))
        .collect();
    for (row, cells) in std::iter::once(&header).chain(&sheet.rows).enumerate() {
        let mut record = Vec::with_capacity(cells.len());
        for (index, cell) in cells.iter().enumerate() {
            let text = match cell {
                // Numbers and dates cannot carry a formula, and must stay numbers.
                Cell::Text(text) => disarmed(text.clone()),
                other => other.shown(),
            };
            let column = || {
                sheet
                    .columns
                    .get(index)
                    .map_or_else(String::new, |column| column.title.clone())
            };
            record.push(match encoding {
                Encoding::Utf8 => text.into_bytes(),
                Encoding::ShiftJis => shift_jis(&text, |character| {
                    unmappable.push(Unmappable {
                        row,
                        column: column(),
                        character,
                    });
                }),
            });
        }
        writer.write_record(&record).map_err(not_written)?;
    }
    let body = writer.into_inner().map_err(not_written)?;
    let mut bytes = if encoding == Encoding::Utf8 {
        BOM.as_bytes().to_vec()
    } else {
        Vec::new()
    };
    bytes.extend(body);
    Ok(Written { bytes, unmappable })
}

fn not_written(error: impl std::fmt::Display) -> SheetProblem {
    SheetProblem::NotWritten(error.to_string())
}

fn shift_jis(text: &str, mut missing: impl FnMut(char)) -> Vec<u8> {
    // Characters that code page 932 has under another code point. Left alone, the first line would come out as
    // something else (¥ as a backslash), the others as missing.
    let text: String = text
        .chars()
        .map(|character| match character {
            '¥' => '￥',
            '‾' => '￣',
            '〜' => '～',
            '‖' => '∥',
            '—' => '―',
            '¢' => '￠',
            '£' => '￡',
            '¬' => '￢',
            _ => character,
        })
        .collect();
    let mut encoder = SHIFT_JIS.new_encoder();
    let mut rest = text.as_str();
    let mut bytes = Vec::with_capacity(text.len());
    loop {
        let room = encoder
            .max_buffer_length_from_utf8_without_replacement(rest.len())
            .unwrap_or(rest.len() * 4);
        bytes.reserve(room + 4);
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = &rest[read..];
        match result {
            EncoderResult::Unmappable(character) => {
                missing(character);
                bytes.extend_from_slice(&SHIFT_JIS.encode(GETA).0);
            }
            EncoderResult::InputEmpty => return bytes,
            EncoderResult::OutputFull => {}
        }
    }
}

/// Reads a table: UTF-8 with or without a byte order mark, UTF-16 with one, otherwise Shift_JIS; commas, or tabs if
/// the header has no comma. Cells are text; [`Sheet::select`] makes them what they are.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, SheetProblem> {
    if bytes.len() > limits.file_bytes {
        return Err(SheetProblem::TooLarge {
            limit: limits.file_bytes as u64,
        });
    }
    let text = decoded(bytes)?;
    if text.contains('\0') {
        return Err(SheetProblem::Damaged("NUL in the text".to_owned()));
    }
    let first_line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let delimiter = if first_line.contains('\t') && !first_line.contains(',') {
        b'\t'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(SheetProblem::damaged)?;
        if record.len() > limits.columns {
            return Err(SheetProblem::TooManyColumns {
                limit: limits.columns,
            });
        }
        // Header and empty lines do not count; from_rows counts exactly.
        if rows.len() > limits.rows.saturating_mul(2) + 1 {
            return Err(SheetProblem::TooManyRows { limit: limits.rows });
        }
        rows.push(record.iter().map(|field| Cell::text(rearmed(field))).collect());
    }
    from_rows(String::new(), rows, limits)
}

fn decoded(bytes: &[u8]) -> Result<String, SheetProblem> {
    if let Some(rest) = bytes.strip_prefix(BOM.as_bytes()) {
        return match std::str::from_utf8(rest) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(SheetProblem::Encoding {
                line: line_at(rest, error.valid_up_to()),
            }),
        };
    }
    for (mark, encoding) in [([0xFF, 0xFE], UTF_16LE), ([0xFE, 0xFF], UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(&mark) {
            return encoding
                .decode_without_bom_handling_and_without_replacement(rest)
                .map(std::borrow::Cow::into_owned)
                .ok_or(SheetProblem::Encoding { line: 1 });
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        // Whichever got further is what the file was meant to be.
        Err(error) => from_shift_jis(bytes).map_err(|place| SheetProblem::Encoding {
            line: line_at(bytes, place.max(error.valid_up_to())),
        }),
    }
}

/// The text, or how far it could be read.
fn from_shift_jis(bytes: &[u8]) -> Result<String, usize> {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let room = decoder
        .max_utf8_buffer_length_without_replacement(bytes.len())
        .unwrap_or(bytes.len() * 3);
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(length, behind) => Err(read - usize::from(length) - usize::from(behind)),
        DecoderResult::OutputFull => Err(read),
    }
}

fn line_at(bytes: &[u8], place: usize) -> usize {
    bytes.iter().take(place).filter(|byte| **byte == b'\n').count() + 1
}
